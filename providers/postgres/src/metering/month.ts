/** A billing period. */
export type Period = { readonly start: Date; readonly end: Date };

const hourMs = 3_600_000;

/** The calendar month of a moment, in UTC. */
export function monthOf(at: Date): Period {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  return { start: new Date(Date.UTC(year, month)), end: new Date(Date.UTC(year, month + 1)) };
}

export function hoursIn({ start, end }: Period): number {
  return (end.getTime() - start.getTime()) / hourMs;
}

/** The hour that a moment lies in, by its beginning. */
export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / hourMs) * hourMs);
}

/** The day of a moment, in UTC. */
export function dayOf(at: Date): Period {
  const start = new Date(Math.floor(at.getTime() / (24 * hourMs)) * 24 * hourMs);
  return { start, end: new Date(start.getTime() + 24 * hourMs) };
}

/** Names a month, such as `2026-03`. */
export function nameOf({ start }: Period): string {
  return start.toISOString().slice(0, 7);
}
