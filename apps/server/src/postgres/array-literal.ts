/**
 * Columns of many rows as the texts of PostgreSQL's arrays, for `unnest`. The driver makes the same of
 * JavaScript's arrays, value by value; with thousands of rows that takes longer than everything else.
 */
export type ArrayLiteral = {
  readonly text: (value: string) => void;
  /** For numbers and moments, in whose text nothing needs to be quoted. */
  readonly plain: (value: string) => void;
  readonly none: () => void;
  readonly value: () => string;
};

export function arrayLiteral(): ArrayLiteral {
  // joined at once: a text that grows piece by piece leaves a tree of pieces to be cleared away
  const elements: string[] = [];
  const add = (element: string) => {
    elements.push(element);
  };
  return {
    text: (value) => add(quoted(value)),
    plain: add,
    none: () => add('NULL'),
    value: () => `{${elements.join(',')}}`,
  };
}

/** The same property of many, where it is a text, a number, a moment or nothing. */
export function arrayOf<Each>(
  all: readonly Each[],
  property: (each: Each) => string | number | Date | null,
): string {
  const array = arrayLiteral();
  for (const each of all) {
    const value = property(each);
    if (value === null) array.none();
    else if (typeof value === 'string') array.text(value);
    else array.plain(typeof value === 'number' ? String(value) : value.toISOString());
  }
  return array.value();
}

/** Quoted always: a bare NULL, a blank or an empty text would mean something else. */
function quoted(value: string): string {
  return SPECIAL.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : `"${value}"`;
}

const SPECIAL = /["\\]/;
