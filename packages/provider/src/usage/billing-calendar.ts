/** A day and a period of billing, by the moments at which they begin and end. */
export type BillingTime = {
  readonly day: { readonly start: Date; readonly end: Date };
  readonly period: { readonly start: Date; readonly end: Date };
};

/** Says which billing day and period a moment is in. */
export type BillingCalendar = (at: Date) => BillingTime;

/** Days and months of UTC. */
export const calendarMonths: BillingCalendar = (at) => {
  const [year, month, date] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const utc = (ofMonth: number, ofDay: number) => new Date(Date.UTC(year, ofMonth, ofDay));
  return {
    day: { start: utc(month, date), end: utc(month, date + 1) },
    period: { start: utc(month, 1), end: utc(month + 1, 1) },
  };
};
