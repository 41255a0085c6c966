/** A value of which only that is left which is the same the next time. */
export type Shape = string | boolean | null | readonly Shape[] | { readonly [key: string]: Shape };

/** Words that a provider answers with on purpose; any other text may be another one next time. */
const words = new Set(['status', 'productId', 'name', 'type', 'scope', 'level', 'code', 'title']);
/** What stands in a record where a secret stood. */
const HIDDEN = '***';

/**
 * What of an answer a script can know: its fields with the kinds of their values, and the words that are
 * part of what is answered, such as a status, a plan and the names of secrets.
 */
export function shapeOf(value: unknown, path: readonly string[] = []): Shape {
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return distinct(value.map((each) => shapeOf(each, path)));
  if (typeof value === 'object') {
    const fields = Object.entries(value).filter(([, each]) => each !== undefined);
    return Object.fromEntries(fields.map(([key, each]) => [key, shapeOf(each, [...path, key])]));
  }
  if (value === HIDDEN) return '(secret)';
  if (typeof value === 'string' && isWord(path)) return value;
  return typeof value === 'string' ? '(text)' : `(${typeof value})`;
}

/** Where an answer is other than it was: what it lacks, and what is of another kind or another word. More is none. */
export function differences(was: Shape, is: Shape, path = ''): readonly string[] {
  if (isList(was) && isList(is)) {
    const missing = was.filter((each) => !is.some((other) => isCovered(each, other)));
    return missing.map((each) => `${path || 'it'} had ${JSON.stringify(each)}`);
  }
  if (isFields(was) && isFields(is)) {
    return Object.entries(was).flatMap(([key, each]) => {
      const place = path === '' ? key : `${path}.${key}`;
      const found = is[key];
      return found === undefined ? [`${place} is missing`] : differences(each, found, place);
    });
  }
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  return [`${path || 'it'} was ${JSON.stringify(was)} and is ${JSON.stringify(is)}`];
}

function isCovered(was: Shape, is: Shape): boolean {
  return differences(was, is).length === 0;
}

function isWord(path: readonly string[]): boolean {
  const [parent, key = ''] = [path.at(-2), path.at(-1)];
  return words.has(key) || (parent === 'billingPlan' && key === 'id');
}

function isList(shape: Shape): shape is readonly Shape[] {
  return Array.isArray(shape);
}

function isFields(shape: Shape): shape is { readonly [key: string]: Shape } {
  return typeof shape === 'object' && shape !== null && !isList(shape);
}

function distinct(shapes: readonly Shape[]): readonly Shape[] {
  const texts = [...new Set(shapes.map((shape) => JSON.stringify(shape)))];
  return texts.map((text) => JSON.parse(text));
}
