/** A word in an address that anybody may have written, where there is one. What looks like a number was read as one. */
export function word(value: unknown): string | undefined {
  const isWord = typeof value === 'string' || typeof value === 'number';
  return isWord && value !== '' ? String(value) : undefined;
}
