import { canonicalJson, type JsonValue } from '../event/canonical-json.ts';

export type JsonObject = { readonly [key: string]: JsonValue | undefined };

/** One thing that is not what it was. */
export type FieldChange = {
  /** Its name, with dots where it is within something, such as `products.db.name`. */
  readonly field: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
};

/** How far into things is looked: beyond that they are told as a whole. */
const DEPTH = 3;

/** What differs between two states of a thing; all that there is where there was none before. */
export function whatChanged(
  before: JsonObject | null,
  after: JsonObject,
  depth = DEPTH,
): readonly FieldChange[] {
  const former = before ?? {};
  const fields = [...new Set([...Object.keys(after), ...Object.keys(former)])];
  return fields.flatMap((field): readonly FieldChange[] => {
    const [was, is] = [former[field] ?? null, after[field] ?? null];
    if (canonicalJson(was) === canonicalJson(is)) return [];
    if (depth > 1 && isObject(was) && isObject(is)) {
      return whatChanged(was, is, depth - 1).map((inner) => ({
        ...inner,
        field: `${field}.${inner.field}`,
      }));
    }
    return [{ field, before: was, after: is }];
  });
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
