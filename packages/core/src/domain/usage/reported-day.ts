import type { Period } from '../billing/period.ts';

/** A line of what is owed so far; lines that say the same of the same are one, added up. */
export type ChargeLine = {
  readonly kind: 'item' | 'discount';
  readonly billingPlanId: string;
  /** The provider's id; null for the installation as a whole. */
  readonly resourceId: string | null;
  readonly name: string;
  readonly amount: string;
};

/**
 * What a number of a metric means: how much there is (`total`), how much came since the begin of the
 * day or period (`interval`), or how fast it goes (`rate`).
 *
 * @see spec/platform-api.md §2.11
 */
export type MetricType = 'total' | 'interval' | 'rate';

export type Metric = { readonly name: string; readonly type: MetricType; readonly units: string };

/** A metric of a resource, or of the installation as a whole, as decimals. */
export type MeteredRow = Metric & {
  readonly resourceId: string | null;
  readonly dayValue: string;
  readonly periodValue: string;
  /** What the plan includes. */
  readonly planValue: string | null;
};

/** What holds of one billing day of an installation: its newest report. */
export type ReportedDay = {
  /** First moment of the day, in UTC. */
  readonly day: Date;
  /** The provider's clock when it reported. */
  readonly reportedAt: Date;
  readonly eod: Date;
  readonly period: Period;
  readonly charges: readonly ChargeLine[];
  readonly usage: readonly MeteredRow[];
};

/** The moment that the running totals of a report describe. */
export function describedMoment({ reportedAt, eod, period }: ReportedDay): Date {
  const latest = Math.min(reportedAt.getTime(), eod.getTime(), period.end.getTime());
  return new Date(Math.max(latest, period.start.getTime()));
}

/** Whether two reports are about one period, so that their running totals can be compared. */
export function isOfSamePeriod({ period }: ReportedDay, other: ReportedDay): boolean {
  return +period.start === +other.period.start && +period.end === +other.period.end;
}

export function metricKey({ name, type, units }: Metric): string {
  return JSON.stringify([name, type, units]);
}
