/** Whether a header of conditions (`If-None-Match`, `If-Match`) names a digest, or any. */
export function digestIn(header: string | undefined, digest: string): boolean {
  if (header === undefined) return false;
  const named = header
    .split(',')
    .map((each) => each.trim().replace(/^W\//, '').replaceAll('"', ''));
  return named.includes('*') || named.includes(digest);
}
