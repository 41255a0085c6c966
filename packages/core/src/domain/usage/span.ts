/** What reports are shown by. A week begins on Monday, as in ISO 8601; all of it in UTC. */
export type Span = 'day' | 'week' | 'month';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * The day that a billing day is, by its end: one that ends at midnight is the day that it was.
 * Answers its first moment.
 *
 * @see spec/partner-api.md §12.2
 */
export function billingDayOf(eod: Date): Date {
  return new Date(Math.floor((eod.getTime() - 1) / dayMs) * dayMs);
}

/** The first moment of the day, week or month that a day is in. */
export function spanOf(day: Date, span: Span): Date {
  const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()];
  switch (span) {
    case 'day':
      return utc(year, month, date);
    case 'week':
      return utc(year, month, date - ((day.getUTCDay() + 6) % 7));
    case 'month':
      return utc(year, month, 1);
  }
}

/** `Date.UTC` takes years below 100 for those of the last century. */
function utc(year: number, month: number, date: number): Date {
  const at = new Date(0);
  at.setUTCFullYear(year, month, date);
  return at;
}
