import { compareMoney, inCents, minus, onwards, sumOf } from '../billing/money.ts';
import { owedFor } from './cost-so-far.ts';
import {
  type ChargeLine,
  describedMoment,
  isOfSamePeriod,
  metricKey,
  type ReportedDay,
} from './reported-day.ts';
import { totalsOf, type UsageTotal } from './usage-totals.ts';

/** Why nothing can be said of the end of a period. */
export type Unknowable =
  /** Nothing was reported. */
  | 'no_report'
  /** One day was reported: what is charged once cannot be told from what grows. */
  | 'one_day';

export type Forecast = {
  /** What the period comes to at its end, in dollars with cents; null where nothing can be said. */
  readonly amount: string | null;
  readonly unknownBecause: Unknowable | null;
  /** Whether a line was seen on one day only, so that it is taken as it is and may still grow. */
  readonly isLowerBound: boolean;
  /** The reported days of the period that it is made from. */
  readonly days: number;
  readonly usage: readonly MetricForecast[];
};

export type MetricForecast = Omit<UsageTotal, 'dayValue'> & { readonly forecast: string | null };

/** Decimals of the forecast of a metric. */
const usageDecimals = 6;

/**
 * Foretells the end of the present period by a straight line: each line of the charges grows on as it
 * grew between the first and the last day that it was reported on, so that a fee which is charged once
 * stays what it is. A line that fell was corrected, and stays too. Each is rounded once, half up.
 *
 * @param days of one installation, oldest first; the period is that of the last
 */
export function forecastOf(days: readonly ReportedDay[]): Forecast {
  const last = days.at(-1);
  if (last === undefined) return unknown('no_report', { days: 0, usage: [] });
  const within = days.filter((each) => isOfSamePeriod(each, last));
  const usage = usageForecasts(within, last);
  const isOver = describedMoment(last) >= last.period.end;
  if (within.length === 1 && !isOver) return unknown('one_day', { days: 1, usage });
  const points = pointsOf(within, ({ charges }) =>
    [...Map.groupBy(charges, lineKey)].map(([key, lines]) => [key, owedFor(lines)]),
  );
  const ends = [...new Set(last.charges.map(lineKey))].map((key) => {
    const seen = points.get(key) ?? [];
    const amount = endOf(seen, last, centDecimals) ?? inCents(seen.at(-1)?.value ?? '0');
    return { amount, isHeld: seen.length === 1 && !isOver };
  });
  return {
    amount: inCents(sumOf(ends.map(({ amount }) => amount))),
    unknownBecause: null,
    isLowerBound: ends.some(({ isHeld }) => isHeld),
    days: within.length,
    usage,
  };
}

const centDecimals = 2;

function unknown(
  unknownBecause: Unknowable,
  { days, usage }: Pick<Forecast, 'days' | 'usage'>,
): Forecast {
  return { amount: null, unknownBecause, isLowerBound: false, days, usage };
}

/** A running total at the moment that its report describes. */
type Point = { readonly at: Date; readonly value: string };

/** What each thing stood at on each day that it was reported on, oldest first. */
function pointsOf(
  days: readonly ReportedDay[],
  valuesOf: (day: ReportedDay) => readonly (readonly [key: string, value: string])[],
): ReadonlyMap<string, readonly Point[]> {
  const points = new Map<string, Point[]>();
  for (const day of days) {
    const at = describedMoment(day);
    for (const [key, value] of valuesOf(day)) {
      const known = points.get(key);
      if (known === undefined) points.set(key, [{ at, value }]);
      else known.push({ at, value });
    }
  }
  return points;
}

function lineKey({ kind, billingPlanId, resourceId, name }: ChargeLine): string {
  return JSON.stringify([kind, billingPlanId, resourceId, name]);
}

/** Where the line through the first and the last point stands at the end of the period. */
function endOf(
  points: readonly Point[],
  { period }: ReportedDay,
  decimals: number,
): string | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const seenMs = last.at.getTime() - first.at.getTime();
  const growth = minus(last.value, first.value);
  const isShrinking = compareMoney(last.value, '0') < 0 ? isMore(growth) : isLess(growth);
  if (seenMs <= 0 || isShrinking) return undefined;
  const leftMs = period.end.getTime() - last.at.getTime();
  return onwards(last.value, { growth, partMs: leftMs, ofMs: seenMs, decimals });
}

function isLess(amount: string): boolean {
  return compareMoney(amount, '0') < 0;
}

function isMore(amount: string): boolean {
  return compareMoney(amount, '0') > 0;
}

/** What there is, and how fast it goes, is taken to stay; what is counted in the period grows on. */
function usageForecasts(
  days: readonly ReportedDay[],
  last: ReportedDay,
): readonly MetricForecast[] {
  const points = pointsOf(days, (day) =>
    totalsOf(day.usage).map((total) => [metricKey(total), total.periodValue]),
  );
  const isOver = describedMoment(last) >= last.period.end;
  return totalsOf(last.usage).map(({ dayValue: _, ...total }) => {
    if (total.type !== 'interval' || isOver) return { ...total, forecast: total.periodValue };
    const seen = points.get(metricKey(total)) ?? [];
    if (seen.length < 2) return { ...total, forecast: null };
    return { ...total, forecast: endOf(seen, last, usageDecimals) ?? total.periodValue };
  });
}
