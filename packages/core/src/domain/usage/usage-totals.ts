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
  const points = days.flatMap(({ day, usage }) =>
    totalsOf(usage).map((total) => ({ ...total, from: spanOf(day, span) })),
  );
  return [...Map.groupBy(points, metricKey).values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const spans = Map.groupBy(all, ({ from }) => from.getTime());
    const values = [...spans].map(([from, within]) => ({
      from: new Date(from),
      value: valueOver(
        first,
        within.map(({ dayValue }) => dayValue),
      ),
    }));
    return [{ name: first.name, type: first.type, units: first.units, values }];
  });
}

function valueOver({ type }: Metric, dayValues: readonly string[]): string {
  switch (type) {
    case 'interval':
      return sumOf(dayValues);
    case 'total':
      return dayValues.at(-1) ?? '0';
    case 'rate':
      return mean(dayValues, rateDecimals);
  }
}
