import { createHash } from 'node:crypto';
import { basesOf, canonicalJson, dueOfAll, type Invoice, type JsonValue } from '@kontor/core';
import type { InvoiceEvidence } from '@kontor/protocol/kontor';
import type { BillingPlanType, InvoiceId } from '@kontor/protocol/vocabulary';
import { COLLECTED, type CollectedRow, collectedOf } from './collected-invoices.ts';
import { type InvoiceRow, invoiceOf } from './invoice-store.ts';
import type { Sql } from './sql.ts';
import { type ChargeRow, chargeView, type UsageRow, usageView } from './usage-views.ts';

type Row = InvoiceRow & {
  integration_slug: string;
  integration_name: string;
  is_of_test_clock: boolean;
  collects: CollectedRow[];
};

/**
 * What an invoice of a team came from: the plans that held in its period, and the newest
 * report of it that had arrived when the invoice was submitted. Undefined for tests and for what is
 * not there.
 */
export async function findInvoiceEvidence(
  sql: Sql,
  teamId: string,
  invoiceId: InvoiceId,
  exportedAt: Date,
): Promise<InvoiceEvidence | undefined> {
  const [row] = await sql<Row>(FIND, [teamId, invoiceId]);
  if (row === undefined) return undefined;
  const invoice = invoiceOf(row);
  const plans = await plansOf(sql, teamId, invoice);
  const reports = await reportsOf(sql, teamId, invoice);
  const shown = invoiceView(row, invoice);
  return {
    format: 'kontor.invoice-evidence/1',
    exportedAt: exportedAt.toISOString(),
    invoice: shown,
    plans: plans.map(({ view }) => view),
    reports,
    lines: basesOf(invoice, { plans: plans.map(({ held }) => held), reports }).map((basis) => ({
      ...basis,
      plans: [...basis.plans],
    })),
    digests: {
      invoice: digestOf(shown),
      plans: digestOf(plans.map(({ view }) => view)),
      reports: reports.map(digestOf),
    },
  };
}

const FIND = `select v.*, g.slug as integration_slug, g.name as integration_name,
    exists (select from test_clock c where c.team_id = v.team_id) as is_of_test_clock,
    ${COLLECTED} as collects
  from invoice v
  join installation i on i.team_id = v.team_id and i.installation_id = v.installation_id
  join integration g on g.integration_id = i.integration_id
  where v.team_id = $1 and v.invoice_id = $2 and not v.is_test`;

function invoiceView(row: Row, invoice: Invoice): InvoiceEvidence['invoice'] {
  const { period } = invoice;
  return {
    id: invoice.id,
    installationId: invoice.installationId,
    integration: { slug: row.integration_slug, name: row.integration_name },
    state: invoice.state,
    externalId: invoice.externalId,
    invoiceDate: invoice.invoiceDate.toISOString(),
    period: { start: period.start.toISOString(), end: period.end.toISOString() },
    items: [...invoice.items],
    discounts: [...invoice.discounts],
    total: invoice.total,
    createdAt: invoice.createdAt.toISOString(),
    number: invoice.number,
    taxes: [...invoice.taxes],
    credited: invoice.credited,
    isOfTestClock: row.is_of_test_clock,
    collects: collectedOf(row.collects),
    dueTogether: dueOfAll([invoice, ...row.collects]),
    collectedWith: invoice.collectedWith,
  };
}

type PlanRow = {
  external_id: string | null;
  billing_plan_id: string;
  plan_type: BillingPlanType;
  since: Date;
  until: Date | null;
  name: string | null;
  cost: string | null;
};

async function plansOf(sql: Sql, teamId: string, { installationId, period }: Invoice) {
  const rows = await sql<PlanRow>(PLANS, [teamId, installationId, period.start, period.end]);
  return rows.map((row) => {
    const { external_id: resourceId, billing_plan_id: planId, plan_type: type, since, until } = row;
    return {
      held: { externalResourceId: resourceId, planId, planType: type, since, until },
      view: {
        resourceId,
        planId,
        type,
        since: since.toISOString(),
        until: until?.toISOString() ?? null,
        name: row.name,
        cost: row.cost,
      },
    };
  });
}

const PLANS = `
  select r.external_id, p.billing_plan_id, p.plan_type, p.since, p.until,
    stated.plan ->> 'name' as name, stated.plan ->> 'cost' as cost
  from billing_plan_period p
  left join resource r on r.team_id = p.team_id and r.resource_id = p.resource_id
  join installation i on i.team_id = p.team_id and i.installation_id = p.installation_id
  left join lateral (
    select case when p.resource_id = '' then i.billing_plan else r.billing_plan end as plan
  ) stated on stated.plan ->> 'id' = p.billing_plan_id
  where p.team_id = $1 and p.installation_id = $2 and p.since <= $4
    and (p.until is null or p.until >= $3)
  order by p.resource_id, p.since, p.billing_plan_id`;

type ReportRow = {
  report_id: string;
  reported_at: Date;
  received_at: Date;
  eod: Date;
  period_start: Date;
  period_end: Date;
};

async function reportsOf(
  sql: Sql,
  teamId: string,
  { installationId, period, createdAt }: Invoice,
): Promise<InvoiceEvidence['reports']> {
  const key = [teamId, installationId];
  const rows = await sql<ReportRow>(REPORTS, [...key, period.start, period.end, createdAt]);
  const ids = rows.map((row) => row.report_id);
  const [charges, usage] = await Promise.all([
    sql<Told<ChargeRow>>(linesIn('reported_charge'), [...key, ids]),
    sql<Told<UsageRow>>(linesIn('reported_usage'), [...key, ids]),
  ]);
  const chargesOf = Map.groupBy(charges, (row) => row.report_id);
  const usageOf = Map.groupBy(usage, (row) => row.report_id);
  return rows.map((row) => ({
    id: row.report_id,
    reportedAt: row.reported_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    eod: row.eod.toISOString(),
    period: { start: row.period_start.toISOString(), end: row.period_end.toISOString() },
    charges: (chargesOf.get(row.report_id) ?? []).map(chargeView),
    usage: (usageOf.get(row.report_id) ?? []).map(usageView),
  }));
}

/** The newest report of exactly this period, in its parts: reports of one timestamp are one. */
const REPORTS = `
  with arrived as (
    select * from billing_report where team_id = $1 and installation_id = $2
      and period_start = $3 and period_end = $4 and received_at <= $5
  )
  select * from arrived where reported_at = (select max(reported_at) from arrived)
  order by report_id desc`;

/** A line with the report that it is of. */
type Told<Row> = Omit<Row, 'report'> & { readonly report_id: string };

function linesIn(table: string): string {
  return `select * from ${table} where team_id = $1 and installation_id = $2
    and report_id = any($3::bigint[]) order by report_id, position`;
}

/** Of a part as it is written in the file, so that anybody can say it again. */
function digestOf(part: unknown): string {
  return createHash('sha256')
    .update(canonicalJson(part as JsonValue))
    .digest('hex');
}
