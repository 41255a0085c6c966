import { ok, type Refusal, type Result, refuse, type Span, spanOf } from '@kontor/core';
import { type Days, dayText } from './team-usage-views.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Most days of one answer. */
export const SERIES_DAYS = 400;
export const EXPORT_DAYS = 100;

/** Spans that are shown where no first day is named. */
const USUAL = { day: 32, week: 7 * 12, month: 365 } as const satisfies Record<Span, number>;

/** The days that a query asks for, or as many as are usual. */
export function readRange(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  { per, at, mostDays }: { readonly per: Span; readonly at: Date; readonly mostDays: number },
): Result<Days, Refusal> {
  // a billing day that ends tomorrow is going on
  const last = spanOf(to === undefined ? new Date(at.getTime() + DAY_MS) : new Date(to), 'day');
  const asked = from === undefined ? last.getTime() - (USUAL[per] - 1) * DAY_MS : Date.parse(from);
  const days: Days = {
    from: spanOf(new Date(asked), per),
    until: new Date(last.getTime() + DAY_MS),
  };
  if (asked > last.getTime()) {
    return refuse(
      'invalid_request',
      `The first day, ${from}, is after the last, ${dayText(last)}.`,
    );
  }
  if ((days.until.getTime() - asked) / DAY_MS > mostDays) {
    return refuse(
      'invalid_request',
      `These are more than ${mostDays} days; ask for fewer at a time.`,
      { mostDays },
    );
  }
  return ok(days);
}

export function shownRange({ from, until }: Days) {
  return { from: dayText(from), to: dayText(new Date(until.getTime() - DAY_MS)) };
}
