import { billingDayOf, type ChargeLine, type MeteredRow, type ReportedDay } from '@kontor/core';
import { findNewestReports, keysOf, linesOf, type NewestQuery } from './newest-reports.ts';
import type { Sql } from './sql.ts';

/** What holds of each reported day, by installation, the oldest day first. */
export async function findReportedDays(
  sql: Sql,
  teamIds: readonly string[],
  query: Omit<NewestQuery, 'per'>,
): Promise<ReadonlyMap<string, readonly ReportedDay[]>> {
  const reports = await findNewestReports(sql, teamIds, { ...query, per: 'day' });
  const keys = [teamIds, ...keysOf(reports)];
  const [charges, usage] = await Promise.all([
    sql<ChargeRow>(CHARGES, keys),
    sql<UsageRow>(USAGE, keys),
  ]);
  const chargesOf = Map.groupBy(charges, (row) => row.report);
  const usageOf = Map.groupBy(usage, (row) => row.report);
  const days = reports.map(({ installationId, eod, reportedAt, period }, index) => ({
    installationId,
    day: {
      ...{ day: billingDayOf(eod), reportedAt, eod, period },
      charges: (chargesOf.get(index) ?? []).map(chargeOf),
      usage: (usageOf.get(index) ?? []).map(meteredOf),
    },
  }));
  const byInstallation = Map.groupBy(days.reverse(), ({ installationId }) => installationId);
  return new Map([...byInstallation].map(([id, all]) => [id, all.map(({ day }) => day)]));
}

type ChargeRow = {
  report: number;
  kind: ChargeLine['kind'];
  billing_plan_id: string;
  external_resource_id: string;
  name: string;
  amount: string;
};

const CHARGES = `
  select report, kind, billing_plan_id, external_resource_id, name, sum(amount) as amount
  from ${linesOf('reported_charge')} line
  group by 1, 2, 3, 4, 5 order by 1, 2 desc, 3, 4, 5`;

type UsageRow = {
  report: number;
  external_resource_id: string;
  name: string;
  type: MeteredRow['type'];
  units: string;
  day_value: string;
  period_value: string;
  plan_value: string | null;
};

/** Of a metric that one report names twice, the later line holds. */
const USAGE = `
  select distinct on (report, external_resource_id, name, type, units) report,
    external_resource_id, name, type, units, day_value, period_value, plan_value
  from ${linesOf('reported_usage')} line
  order by report, external_resource_id, name, type, units, position desc`;

function chargeOf(row: ChargeRow): ChargeLine {
  const { kind, billing_plan_id: billingPlanId, name, amount } = row;
  return { kind, billingPlanId, resourceId: row.external_resource_id || null, name, amount };
}

function meteredOf({ name, type, units, ...row }: UsageRow): MeteredRow {
  return {
    ...{ name, type, units },
    resourceId: row.external_resource_id || null,
    dayValue: row.day_value,
    periodValue: row.period_value,
    planValue: row.plan_value,
  };
}
