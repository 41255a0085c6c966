import type { BillingReportStore, InvoiceDiscount, InvoiceItem, Reporting } from '@kontor/core';
import { readInstant } from '@kontor/protocol/vocabulary';
import { type ArrayLiteral, arrayLiteral, arrayOf } from './array-literal.ts';
import { addUsage } from './reported-values.ts';
import type { Sql } from './sql.ts';

/** Rows that are kept as one: enough to be quick, and few enough to stay small in memory. */
const BATCH = 2_000;

/** Reports of usage and charges of one team, each kept as it came. */
export function billingReportStore(sql: Sql, teamId: string): BillingReportStore {
  return {
    add: async (installationId, report, receivedAt) => {
      const { timestamp, eod, period } = report;
      const [row] = await sql<{ report_id: string }>(
        `insert into billing_report (team_id, installation_id, reported_at, eod, period_start,
           period_end, received_at) values ($1, $2, $3, $4, $5, $6, $7) returning report_id`,
        [teamId, installationId, timestamp, eod, period.start, period.end, receivedAt],
      );
      const key = [teamId, installationId, row?.report_id] as const;
      const { items, discounts, usage } = report;
      await Promise.all([
        ...batchesOf(items).map(({ rows, position }) =>
          sql(ADD_ITEMS, [...key, position, ...columnsOfItems(rows)]),
        ),
        ...batchesOf(discounts).map(({ rows, position }) =>
          sql(ADD_DISCOUNTS, [...key, items.length + position, ...columnsOfDiscounts(rows)]),
        ),
        ...batchesOf(usage).map(({ rows, position }) => addUsage(sql, [...key, position], rows)),
      ]);
    },
    unknownAmong: async (installationId, externalIds) => {
      if (externalIds.size === 0) return [];
      const rows = await sql<{ external_id: string }>(
        `select distinct external_id from resource
         where team_id = $1 and installation_id = $2 and external_id = any($3::text[])`,
        [teamId, installationId, arrayOf([...externalIds], (id) => id)],
      );
      const known = new Set(rows.map((row) => row.external_id));
      return [...externalIds].filter((id) => !known.has(id));
    },
    reporting: async (installationId) => {
      const rows = await sql<ReportingRow>(REPORTING, [teamId, installationId]);
      return rows.map(reportingOf)[0];
    },
    lockReporting: async (installationId) => {
      const rows = await sql<ReportingRow>(`${REPORTING} for update`, [teamId, installationId]);
      return rows.map(reportingOf)[0];
    },
    saveReporting: async (installationId, { lastAt, silentSince }) => {
      await sql(
        `insert into usage_reporting (team_id, installation_id, last_at, silent_since)
         values ($1, $2, $3, $4) on conflict (team_id, installation_id)
         do update set last_at = excluded.last_at, silent_since = excluded.silent_since`,
        [teamId, installationId, lastAt, silentSince],
      );
    },
  };
}

const REPORTING =
  'select last_at, silent_since from usage_reporting where team_id = $1 and installation_id = $2';

type ReportingRow = { last_at: Date; silent_since: Date | null };

function reportingOf({ last_at, silent_since }: ReportingRow): Reporting {
  return { lastAt: last_at, silentSince: silent_since };
}

type Batch<Row> = { readonly rows: readonly Row[]; readonly position: number };

function batchesOf<Row>(rows: readonly Row[]): readonly Batch<Row>[] {
  return Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, index) => ({
    rows: rows.slice(index * BATCH, (index + 1) * BATCH),
    position: index * BATCH + 1,
  }));
}

const CHARGES = `billing_report_charges (team_id, installation_id, report_id, first_position, kind,
  billing_plan_ids, external_resource_ids, names, details, starts_at, ends_at`;

const ADD_ITEMS = `insert into ${CHARGES}, prices, quantities, units, amounts)
  values ($1, $2, $3, $4, 'item', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`;

const ADD_DISCOUNTS = `insert into ${CHARGES}, amounts)
  values ($1, $2, $3, $4, 'discount', $5, $6, $7, $8, $9, $10, $11)`;

function columnsOfItems(items: readonly InvoiceItem[]): readonly string[] {
  const line = lineColumns(items);
  const [price, quantity, units, amount] = literals();
  for (const item of items) {
    price.plain(item.price);
    quantity.plain(String(item.quantity));
    units.text(item.units);
    amount.plain(item.total);
  }
  return [...line, ...[price, quantity, units, amount].map((column) => column.value())];
}

function columnsOfDiscounts(discounts: readonly InvoiceDiscount[]): readonly string[] {
  const amount = arrayLiteral();
  for (const discount of discounts) amount.plain(discount.amount);
  return [...lineColumns(discounts), amount.value()];
}

/** What items and discounts have in common. */
function lineColumns(lines: readonly (InvoiceItem | InvoiceDiscount)[]): readonly string[] {
  const [plan, resource, name, details] = literals();
  const [start, end] = literals();
  for (const line of lines) {
    plan.text(line.billingPlanId);
    resource.text(line.resourceId ?? '');
    name.text(line.name);
    if (line.details === undefined) details.none();
    else details.text(line.details);
    moment(start, line.start);
    moment(end, line.end);
  }
  return [plan, resource, name, details, start, end].map((column) => column.value());
}

function moment(column: ArrayLiteral, text: string | undefined): void {
  if (text === undefined) column.none();
  else column.plain(`"${momentText(readInstant(text))}"`);
}

/** A moment as the database reads it, also one in the year 0 of an offset. */
function momentText(at: Date): string {
  const year = at.getUTCFullYear();
  if (year >= 1) return at.toISOString().replace(/^\+/, '');
  return `${String(1 - year).padStart(4, '0')}${at.toISOString().slice(-20)} BC`;
}

function literals(): [ArrayLiteral, ArrayLiteral, ArrayLiteral, ArrayLiteral] {
  return [arrayLiteral(), arrayLiteral(), arrayLiteral(), arrayLiteral()];
}
