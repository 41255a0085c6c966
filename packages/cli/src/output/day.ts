/** The day of a point in time, in UTC. */
export function day(at: string): string {
  return at.slice(0, 10);
}

/** A point in time to the second, in UTC. */
export function second(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)}`;
}
