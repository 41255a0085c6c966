import { mean, sumOf } from '../billing/money.ts';
import { type MeteredRow, type Metric, metricKey, type ReportedDay } from './reported-day.ts';
import { type Span, spanOf } from './span.ts';

export type UsageTotal = Omit<MeteredRow, 'resourceId'>;

/**
 * What an installation has used of each metric. A provider that reports a metric for the installation
 * as a whole has added its resources up already, and known ones send both; otherwise they are added up
 * here, rates too, because what is used at the same time goes on side by side.
 */
export function totalsOf(rows: readonly MeteredRow[]): readonly UsageTotal[] {
  return [...Map.groupBy(rows, metricKey).values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const whole = all.filter(({ resourceId }) => resourceId === null);
    return [totalOf(first, whole.length > 0 ? whole : all)];
  });
}

function totalOf({ name, type, units }: Metric, rows: readonly MeteredRow[]): UsageTotal {
  const plans = rows.flatMap(({ planValue }) => planValue ?? []);
  return {
    ...{ name, type, units },
    dayValue: sumOf(rows.map(({ dayValue }) => dayValue)),
    periodValue: sumOf(rows.map(({ periodValue }) => periodValue)),
    // a sum of some limits would be no limit
    planValue: plans.length === rows.length ? sumOf(plans) : null,
  };
}

export type MetricSeries = Metric & {
  readonly values: readonly { readonly from: Date; readonly value: string }[];
};

/** Decimals of the mean of rates. */
const rateDecimals = 6;

/**
 * How much of each metric each day, week or month has seen, by its reported days: of an `interval`
 * their sum, of a `total` what the last one says, of a `rate` their mean.
 *
 * @param days of one installation, oldest first
 */
export function seriesOf(days: readonly ReportedDay[], span: Span): readonly MetricSeries[] {
  return metricsOf(days).map(({ metric, points }) => {
    const spans = Map.groupBy(points, ({ day }) => spanOf(day, span).getTime());
    const values = [...spans].map(([from, within]) => ({
      from: new Date(from),
      value: valueOver(metric, within),
    }));
    return { ...metric, values };
  });
}

/**
 * How much of each metric all of these days have seen together.
 *
 * @param days of one installation, oldest first
 */
export function usedOver(
  days: readonly ReportedDay[],
): readonly (Metric & { readonly value: string })[] {
  return metricsOf(days).map(({ metric, points }) => ({
    ...metric,
    value: valueOver(metric, points),
  }));
}

/** The same of several installations, added up: rates too, because they go on side by side. */
export function together(series: readonly MetricSeries[]): readonly MetricSeries[] {
  return [...Map.groupBy(series, metricKey).values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const points = all.flatMap(({ values }) => values);
    const values = [...Map.groupBy(points, ({ from }) => from.getTime())]
      .sort(([a], [b]) => a - b)
      .map(([from, within]) => ({
        from: new Date(from),
        value: sumOf(within.map(({ value }) => value)),
      }));
    return [{ ...first, values }];
  });
}

type Point = { readonly day: Date; readonly dayValue: string };

function metricsOf(days: readonly ReportedDay[]): readonly { metric: Metric; points: Point[] }[] {
  const points = days.flatMap(({ day, usage }) =>
    totalsOf(usage).map((total) => ({ ...total, day })),
  );
  return [...Map.groupBy(points, metricKey).values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    return [{ metric: { name: first.name, type: first.type, units: first.units }, points: all }];
  });
}

function valueOver({ type }: Metric, points: readonly Point[]): string {
  const dayValues = points.map(({ dayValue }) => dayValue);
  switch (type) {
    case 'interval':
      return sumOf(dayValues);
    case 'total':
      return dayValues.at(-1) ?? '0';
    case 'rate':
      return mean(dayValues, rateDecimals);
  }
}
