import type { UsageReport } from '@kontor/protocol/kontor';
import type { Sql } from './sql.ts';

type ReportRow = {
  report_id: string;
  from: Date;
  reported_at: Date;
  eod: Date;
  period_start: Date;
  period_end: Date;
};
type ChargeRow = {
  report_id: string;
  kind: 'item' | 'discount';
  billing_plan_id: string;
  external_resource_id: string;
  name: string;
  details: string | null;
  price: string | null;
  quantity: string | null;
  units: string | null;
  amount: string;
};
type UsageRow = {
  report_id: string;
  external_resource_id: string;
  name: string;
  type: 'total' | 'interval' | 'rate';
  units: string;
  day_value: string;
  period_value: string;
  plan_value: string | null;
};

/**
 * The newest report of each day, week or month, the latest first. A billing day that ends at midnight
 * belongs to the day that it was.
 *
 * @see spec/platform-api.md §2.11
 */
const NEWEST = `
  select distinct on (1) date_trunc($3, (eod - interval '1 millisecond') at time zone 'UTC')
      at time zone 'UTC' as "from", report_id, reported_at, eod, period_start, period_end
  from billing_report where team_id = $1 and installation_id = $2
  order by 1 desc, reported_at desc, report_id desc limit $4`;

export async function listUsageReports(
  sql: Sql,
  { teamId, installationId }: { readonly teamId: string; readonly installationId: string },
  { per, limit }: { readonly per: 'day' | 'week' | 'month'; readonly limit: number },
): Promise<UsageReport[]> {
  const key = [teamId, installationId];
  const reports = await sql<ReportRow>(NEWEST, [...key, per, limit]);
  const ids = reports.map((row) => row.report_id);
  const [charges, usage] = await Promise.all([
    sql<ChargeRow>(rowsOf('billing_report_charge'), [...key, ids]),
    sql<UsageRow>(rowsOf('billing_report_usage'), [...key, ids]),
  ]);
  const chargesOf = Map.groupBy(charges, (row) => row.report_id);
  const usageOf = Map.groupBy(usage, (row) => row.report_id);
  return reports.map((row) => ({
    from: row.from.toISOString(),
    reportedAt: row.reported_at.toISOString(),
    eod: row.eod.toISOString(),
    period: { start: row.period_start.toISOString(), end: row.period_end.toISOString() },
    charges: (chargesOf.get(row.report_id) ?? []).map(chargeView),
    usage: (usageOf.get(row.report_id) ?? []).map(usageView),
  }));
}

function rowsOf(table: 'billing_report_charge' | 'billing_report_usage'): string {
  return `select * from ${table} where team_id = $1 and installation_id = $2
    and report_id = any($3::bigint[]) order by report_id, position`;
}

function chargeView(row: ChargeRow): UsageReport['charges'][number] {
  const { kind, name, details, price, quantity, units, amount } = row;
  return {
    kind,
    resourceId: row.external_resource_id || null,
    billingPlanId: row.billing_plan_id,
    name,
    details,
    price,
    quantity,
    units,
    amount,
  };
}

function usageView({ name, type, units, ...row }: UsageRow): UsageReport['usage'][number] {
  return {
    resourceId: row.external_resource_id || null,
    name,
    type,
    units,
    dayValue: row.day_value,
    periodValue: row.period_value,
    planValue: row.plan_value,
  };
}
