import {
  addedByDay,
  billingDayOf,
  type Forecast,
  forecastOf,
  inCents,
  type MetricSeries,
  owedByResource,
  owedFor,
  type Period,
  punctualityOf,
  type ReportedDay,
  type Span,
  seriesOf,
  spanOf,
  sumOf,
  totalsOf,
} from '@kontor/core';
import type {
  InstallationUsage,
  UsageForecast,
  UsageRecord,
  UsageSeries,
} from '@kontor/protocol/kontor';
import type { MeteredInstallation } from '../../postgres/usage-selection.ts';

/** What an installation has used and owes so far, by its newest reported day. */
export function usageSoFar(
  { installationId, integration, isInstalled, lastReportAt }: MeteredInstallation,
  day: ReportedDay | undefined,
  now: Date,
): InstallationUsage {
  const ageMs = lastReportAt && now.getTime() - lastReportAt.getTime();
  return {
    ...{ installationId, integration },
    lastReportAt: lastReportAt?.toISOString() ?? null,
    ageSeconds: ageMs === null ? null : Math.max(0, Math.floor(ageMs / 1000)),
    punctuality:
      lastReportAt !== null && isInstalled ? punctualityOf({ lastAt: lastReportAt }, now) : null,
    period: periodView(day?.period),
    isPeriodOver: isOver(day, now),
    owed: owedFor(day?.charges ?? []),
    resources: [...owedByResource(day?.charges ?? [])],
    usage: totalsOf(day?.usage ?? []).map((total) => ({ ...total })),
  };
}

function isOver(day: ReportedDay | undefined, now: Date): boolean {
  return day !== undefined && day.period.end <= now;
}

function periodView(period: Period | undefined) {
  return period === undefined
    ? null
    : { start: period.start.toISOString(), end: period.end.toISOString() };
}

/** What the present period of an installation comes to at its end. */
export function foretold(
  { installationId, integration }: MeteredInstallation,
  days: readonly ReportedDay[],
  now: Date,
): UsageForecast {
  const last = days.at(-1);
  const forecast: Forecast = forecastOf(days);
  const isPast = isOver(last, now);
  return {
    ...{ installationId, integration },
    period: periodView(last?.period),
    owed: owedFor(last?.charges ?? []),
    forecast: isPast ? null : forecast.amount,
    unknownBecause: isPast ? 'period_over' : forecast.unknownBecause,
    isLowerBound: !isPast && forecast.isLowerBound,
    days: forecast.days,
    usage: isPast ? [] : forecast.usage.map((each) => ({ ...each })),
  };
}

/** The sum of forecasts as far as they are known. */
export function totalForecast(forecasts: readonly UsageForecast[]): string | null {
  const known = forecasts.flatMap(({ forecast }) => forecast ?? []);
  return known.length === 0 ? null : inCents(sumOf(known));
}

/** The days that are shown: the first moment of the first, and of the day after the last. */
export type Days = { readonly from: Date; readonly until: Date };

/** What each span of an installation added. */
export function seriesView(
  { installationId, integration }: MeteredInstallation,
  days: readonly ReportedDay[],
  shown: Spans,
): UsageSeries {
  return {
    ...{ installationId, integration },
    cost: costOf(days, shown),
    usage: metricsView(
      seriesOf(
        days.filter(({ day }) => day >= shown.from),
        shown.per,
      ),
    ),
  };
}

export type Spans = { readonly per: Span } & Pick<Days, 'from'>;

/** What each span added to the cost. Days before the first only tell what was there already. */
export function costOf(days: readonly ReportedDay[], { per, from }: Spans): UsageSeries['cost'] {
  const added = addedByDay(days).filter(({ day }) => day >= from);
  return costBySpan(added.map(({ day, added: amount }) => ({ from: spanOf(day, per), amount })));
}

export function metricsView(series: readonly MetricSeries[]): UsageSeries['usage'] {
  return series.map(({ values, ...metric }) => ({
    ...metric,
    values: values.map(({ from, value }) => ({ from: dayText(from), value })),
  }));
}

/** The cost of all installations together. */
export function totalCost(series: readonly Pick<UsageSeries, 'cost'>[]): UsageSeries['cost'] {
  const all = series.flatMap(({ cost }) => cost);
  return costBySpan(all.map(({ from, added }) => ({ from: new Date(from), amount: added })));
}

function costBySpan(
  points: readonly { readonly from: Date; readonly amount: string }[],
): UsageSeries['cost'] {
  const spans = [...Map.groupBy(points, ({ from }) => from.getTime())].sort(([a], [b]) => a - b);
  return spans.map(([from, within]) => ({
    from: dayText(new Date(from)),
    added: sumOf(within.map(({ amount }) => amount)),
  }));
}

/** Every line of a day as a row by itself, for tables of others. */
export function recordsOf(
  { installationId, integration }: MeteredInstallation,
  days: readonly ReportedDay[],
): readonly UsageRecord[] {
  return days.flatMap(({ eod, period, reportedAt, charges, usage }) => {
    const about = {
      day: dayText(billingDayOf(eod)),
      installationId,
      integration: integration.slug,
      periodStart: period.start.toISOString(),
      periodEnd: period.end.toISOString(),
      reportedAt: reportedAt.toISOString(),
    };
    return [
      ...charges.map((line): UsageRecord => ({ ...about, ...noUsage, ...line })),
      ...usage.map(
        (row): UsageRecord => ({
          ...{ ...about, kind: 'usage', billingPlanId: null, amount: null },
          ...row,
        }),
      ),
    ];
  });
}

const noUsage = { type: null, units: null, dayValue: null, periodValue: null, planValue: null };

export function dayText(day: Date): string {
  return day.toISOString().slice(0, 10);
}
