import type { FieldError } from '../../field-error.ts';
import { flawsOfPeriod, isWithin, type Period } from './period.ts';

/** When a report of usage and charges is from, and what it is about. */
export type ReportDates = {
  /** The provider's clock. */
  readonly timestamp: Date;
  /** End of the billing day that is described. */
  readonly eod: Date;
  readonly period: Period;
};

/** How long ago a day or period that is reported may have ended. @see spec/partner-api.md §12.2 */
const endedAgoMs = 24 * 60 * 60 * 1000;

/** How far ahead a provider's clock may go: what came from further ahead would hold for too long. */
const aheadMs = 24 * 60 * 60 * 1000;

/**
 * Finds what is wrong with the dates of a report.
 *
 * @see spec/platform-api.md §2.11
 */
export function flawsOfReportDates(
  { timestamp, eod, period }: ReportDates,
  now: Date,
): readonly FieldError[] {
  const oldest = now.getTime() - endedAgoMs;
  return [
    ...flawsOfPeriod(period),
    ...flaw(isWithin(period, eod), 'eod', 'should lie within the period', eod),
    ...flaw(eod.getTime() >= oldest, 'eod', 'should not be more than 24 hours ago', eod),
    ...flaw(
      period.end.getTime() >= oldest,
      'period.end',
      'should not be more than 24 hours ago',
      period.end,
    ),
    ...flawsOfTimestamp(timestamp, now),
  ];
}

/** Of whatever holds until something newer comes: nothing newer would come for too long. */
export function flawsOfTimestamp(timestamp: Date, now: Date): readonly FieldError[] {
  const isNear = timestamp.getTime() <= now.getTime() + aheadMs;
  return flaw(isNear, 'timestamp', 'should not be more than 24 hours ahead', timestamp);
}

function flaw(holds: boolean, key: string, demand: string, found: Date): readonly FieldError[] {
  return holds ? [] : [{ key, message: `${key} ${demand}, and is ${found.toISOString()}` }];
}
