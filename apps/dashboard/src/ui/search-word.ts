/** A word in an address that anybody may have written. What looks like a number there was one. */
export function word(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
