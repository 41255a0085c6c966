import type { FieldError } from '../../field-error.ts';

/** A time from `start` to `end`. */
export type Period = { readonly start: Date; readonly end: Date };

/** Whether a moment lies in a period, its ends included. */
export function isWithin({ start, end }: Period, moment: Date): boolean {
  return start <= moment && moment <= end;
}

/** What is wrong with a period as such. */
export function flawsOfPeriod({ start, end }: Period, key = 'period'): readonly FieldError[] {
  if (start < end) return [];
  const message = `${key} should end after it starts, and ends at ${end.toISOString()}`;
  return [{ key, message }];
}
