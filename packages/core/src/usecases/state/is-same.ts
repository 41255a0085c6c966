import { canonicalJson, type JsonValue } from '../../domain/event/canonical-json.ts';

/** Whether two values say the same in JSON, in whatever order their keys came back. */
export function isSame(one: object, other: object): boolean {
  return canonicalJson(one as JsonValue) === canonicalJson(other as JsonValue);
}
