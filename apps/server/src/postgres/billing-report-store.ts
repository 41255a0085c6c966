import type { ReportDates } from '@kontor/core';
import type { BillingDiscount, BillingItem, UsageRow } from '@kontor/protocol/platform';
import { readInstant } from '@kontor/protocol/vocabulary';
import type { Sql } from './sql.ts';

/** What a provider reports at one time. */
export type BillingReport = ReportDates & {
  readonly items: readonly BillingItem[];
  readonly discounts: readonly BillingDiscount[];
  readonly usage: readonly UsageRow[];
};

type Owner = { readonly teamId: string; readonly installationId: string };

/** Rows of one statement: enough to be quick, and few enough to stay small in memory. */
const BATCH = 2_000;

/** Reports of usage and charges, each kept as it came. */
export function billingReportStore(sql: Sql, { teamId, installationId }: Owner) {
  return {
    add: async (report: BillingReport, receivedAt: Date): Promise<void> => {
      const [row] = await sql<{ report_id: string }>(
        `insert into billing_report (team_id, installation_id, reported_at, eod, period_start,
           period_end, received_at) values ($1, $2, $3, $4, $5, $6, $7) returning report_id`,
        [
          teamId,
          installationId,
          report.timestamp,
          report.eod,
          report.period.start,
          report.period.end,
          receivedAt,
        ],
      );
      const key = [teamId, installationId, row?.report_id];
      const charges = [
        ...report.items.map(chargeOfItem),
        ...report.discounts.map(chargeOfDiscount),
      ];
      for (const { rows, from } of batchesOf(charges)) {
        await sql(ADD_CHARGES, [...key, from, ...columns(rows)]);
      }
      for (const { rows, from } of batchesOf(report.usage.map(columnsOfUsage))) {
        await sql(ADD_USAGE, [...key, from, ...columns(rows)]);
      }
    },

    /** Of these ids of the provider, those that no resource of the installation has or had. */
    unknownAmong: async (externalIds: ReadonlySet<string>): Promise<readonly string[]> => {
      if (externalIds.size === 0) return [];
      const rows = await sql<{ external_id: string }>(
        `select distinct external_id from resource
         where team_id = $1 and installation_id = $2 and external_id = any($3::text[])`,
        [teamId, installationId, [...externalIds]],
      );
      const known = new Set(rows.map((row) => row.external_id));
      return [...externalIds].filter((id) => !known.has(id));
    },
  };
}

const ADD_CHARGES = `
  insert into billing_report_charge (team_id, installation_id, report_id, position, kind,
    billing_plan_id, external_resource_id, name, details, starts_at, ends_at, price, quantity, units,
    amount)
  select $1, $2, $3::bigint, $4::int + number::int, kind, plan, resource, name, details, starts_at,
    ends_at, price, quantity, units, amount
  from unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::timestamptz[],
    $11::timestamptz[], $12::numeric[], $13::numeric[], $14::text[], $15::numeric[]) with ordinality
    as row (kind, plan, resource, name, details, starts_at, ends_at, price, quantity, units, amount,
      number)`;

function chargeOfItem(item: BillingItem): unknown[] {
  return ['item', ...line(item), item.price, String(item.quantity), item.units, item.total];
}

function chargeOfDiscount(discount: BillingDiscount): unknown[] {
  return ['discount', ...line(discount), null, null, null, discount.amount];
}

function line({
  billingPlanId,
  resourceId,
  name,
  details,
  start,
  end,
}: BillingItem | BillingDiscount) {
  return [billingPlanId, resourceId ?? '', name, details, moment(start), moment(end)];
}

function moment(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : readInstant(text);
}

const ADD_USAGE = `
  insert into billing_report_usage (team_id, installation_id, report_id, position,
    external_resource_id, name, type, units, day_value, period_value, plan_value)
  select $1, $2, $3::bigint, $4::int + number::int, resource, name, type, units, day_value,
    period_value, plan_value
  from unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::numeric[], $10::numeric[],
    $11::numeric[]) with ordinality
    as row (resource, name, type, units, day_value, period_value, plan_value, number)`;

/** Numbers go as their shortest text, so that the column holds exactly what was written. */
function columnsOfUsage(row: UsageRow): unknown[] {
  return [
    row.resourceId ?? '',
    row.name,
    row.type,
    row.units,
    String(row.dayValue),
    String(row.periodValue),
    row.planValue === undefined ? null : String(row.planValue),
  ];
}

function batchesOf(rows: readonly unknown[][]) {
  return Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, index) => ({
    rows: rows.slice(index * BATCH, (index + 1) * BATCH),
    from: index * BATCH,
  }));
}

/** From rows to the arrays that `unnest` takes. */
function columns(rows: readonly unknown[][]): unknown[][] {
  return (rows[0] ?? []).map((_, index) => rows.map((row) => row[index] ?? null));
}
