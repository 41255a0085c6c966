/** An escape that no PostgreSQL text can hold, behind an even number of backslashes. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/**
 * Whether JSON can be kept: without the character NUL and without half of a surrogate pair, neither
 * of which PostgreSQL stores. Writing JSON escapes exactly these two, so its text tells.
 */
export function isStorable(value: unknown): boolean {
  return value === undefined || !UNSTORABLE.test(JSON.stringify(value));
}

/** The same of JSON as it came: only an escape can stand for either, so most texts tell at once. */
export function isStorableText(text: string, value: unknown): boolean {
  return !text.includes('\\u') || isStorable(value);
}
