/** A moment as a field of the browser has it, in the zone of whoever looks. */
export function localOf(instant: string | undefined): string {
  const at = new Date(instant ?? '');
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function instantOf(local: string): string | undefined {
  return local === '' ? undefined : new Date(local).toISOString();
}
