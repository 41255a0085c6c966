import type { Span } from '@kontor/core';
import type { UsageReport } from '@kontor/protocol/kontor';
import { findNewestReports, keysOf, linesOf } from './newest-reports.ts';
import type { Sql } from './sql.ts';

export type ChargeRow = {
  report: number;
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
export type UsageRow = {
  report: number;
  external_resource_id: string;
  name: string;
  type: 'total' | 'interval' | 'rate';
  units: string;
  day_value: string;
  period_value: string;
  plan_value: string | null;
};

/** What a provider reported last of each day, week or month, the latest first, with all lines. */
export async function listUsageReports(
  sql: Sql,
  { teamId, installationId }: { readonly teamId: string; readonly installationId: string },
  { per, limit }: { readonly per: Span; readonly limit: number },
): Promise<UsageReport[]> {
  const query = { installationIds: [installationId], per, limit };
  const reports = await findNewestReports(sql, [teamId], query);
  const keys = [[teamId], ...keysOf(reports)];
  const [charges, usage] = await Promise.all([
    sql<ChargeRow>(inOrder('reported_charge'), keys),
    sql<UsageRow>(inOrder('reported_usage'), keys),
  ]);
  const chargesOf = Map.groupBy(charges, (row) => row.report);
  const usageOf = Map.groupBy(usage, (row) => row.report);
  return reports.map(({ from, reportedAt, eod, period }, index) => ({
    from: from.toISOString(),
    reportedAt: reportedAt.toISOString(),
    eod: eod.toISOString(),
    period: { start: period.start.toISOString(), end: period.end.toISOString() },
    charges: (chargesOf.get(index) ?? []).map(chargeView),
    usage: (usageOf.get(index) ?? []).map(usageView),
  }));
}

function inOrder(view: Parameters<typeof linesOf>[0]): string {
  return `select * from ${linesOf(view)} line order by report, report_id, position`;
}

export function chargeView(row: Omit<ChargeRow, 'report'>): UsageReport['charges'][number] {
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

export function usageView({
  name,
  type,
  units,
  ...row
}: Omit<UsageRow, 'report'>): UsageReport['usage'][number] {
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
