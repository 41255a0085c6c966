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

/** Quoted always: a bare NULL, a blank or an empty text would mean something else. */
function quoted(value: string): string {
  return SPECIAL.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : `"${value}"`;
}

const SPECIAL = /["\\]/;
