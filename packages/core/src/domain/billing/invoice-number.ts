/** The year in which an invoice is numbered: that of its sending, in UTC. */
export function numberYear(at: Date): number {
  return at.getUTCFullYear();
}

/** The number that a team's books know an invoice by: counted from 1 in each year, without a gap. */
export function numberText(year: number, count: number): string {
  return `${year}-${String(count).padStart(6, '0')}`;
}
