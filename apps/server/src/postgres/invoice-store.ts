import type { Invoice, InvoiceStore, KeptInvoiceState, PlanPeriod, Refund } from '@kontor/core';
import { isVoid, subjectKey } from '@kontor/core';
import type {
  BillingPlanType,
  InstallationId,
  InvoiceId,
  ResourceId,
  TeamId,
} from '@kontor/protocol/vocabulary';
import { noteCredit, noteParties } from './note-document.ts';
import type { Sql } from './sql.ts';

export type InvoiceRow = {
  team_id: TeamId;
  invoice_id: InvoiceId;
  installation_id: InstallationId;
  external_id: string | null;
  is_test: boolean;
  is_final: boolean;
  state: KeptInvoiceState;
  invoice_date: Date;
  period_start: Date;
  period_end: Date;
  items: Invoice['items'];
  discounts: Invoice['discounts'];
  memo: string | null;
  number: string | null;
  total: string;
  commission_rate: string;
  commission: string;
  taxes: Invoice['taxes'];
  credited: string;
  collected_with: InvoiceId | null;
  is_waived: boolean;
  attempts: number;
  first_failed_at: Date | null;
  created_at: Date;
  updated_at: Date;
  paid_at: Date | null;
  paid_with: string | null;
  refunded_at: Date | null;
  refund_total: string;
  refund_reason: string | null;
  refunding: Refund | null;
};

/** Invoices in PostgreSQL, of one team, in the transaction that `sql` runs in. */
export function invoiceStore(sql: Sql, teamId: string): InvoiceStore {
  const one = async (id: InvoiceId, lock: string) => {
    const [row] = await sql<InvoiceRow>(
      `select * from invoice where team_id = $1 and invoice_id = $2 ${lock}`,
      [teamId, id],
    );
    return row && invoiceOf(row);
  };
  const resourcesNamed: InvoiceStore['resourcesNamed'] = async (installationId, externalIds) => {
    const rows = await sql<{ external_id: string; resource_id: ResourceId }>(
      `select distinct on (external_id) external_id, resource_id from resource
       where team_id = $1 and installation_id = $2 and external_id = any($3::text[])
       order by external_id, created_at desc`,
      [teamId, installationId, externalIds],
    );
    return new Map(rows.map((row) => [row.external_id, row.resource_id]));
  };
  return {
    find: (id) => one(id, ''),
    lock: async (id) => {
      // one that others are collected with is locked before them, by whoever wants one of them
      const alone = await one(id, 'and collected_with is null for update');
      if (alone !== undefined) return alone;
      const main = (await one(id, ''))?.collectedWith;
      if (main !== undefined && main !== null) await one(main, 'for update');
      return one(id, 'for update');
    },
    insert: async (invoice, subjects) => {
      await sql(INSERT, [teamId, ...columnsOf(invoice)]);
      if (!isUnsent(invoice)) await noteParties(sql, teamId, invoice);
      if (invoice.isTest) return;
      const named = subjects.flatMap(({ resourceId }) => resourceId ?? []);
      const ids = await resourcesNamed(invoice.installationId, named);
      await sql(TAKE_SUBJECTS, [
        teamId,
        invoice.installationId,
        invoice.period.start,
        invoice.period.end,
        invoice.id,
        subjects.map(({ resourceId }) => (resourceId && ids.get(resourceId)) ?? ''),
        subjects.map(({ billingPlanId }) => billingPlanId),
      ]);
    },
    save: async (invoice) => {
      await sql(SAVE, [teamId, invoice.id, ...changing(invoice)]);
      if (invoice.state === 'invoiced') await noteParties(sql, teamId, invoice);
      if (invoice.refundedAt !== null) await noteCredit(sql, teamId, invoice);
      if (!isVoid(invoice)) return;
      await sql('delete from invoice_subject where team_id = $1 and invoice_id = $2', [
        teamId,
        invoice.id,
      ]);
    },
    takeNumber: async (year) => {
      const [row] = await sql<{ taken: number }>(TAKE_NUMBER, [teamId, year]);
      return row?.taken ?? 1;
    },
    lockCarried: async (installationId) => {
      await sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `carried ${teamId} ${installationId}`,
      ]);
      const rows = await sql<InvoiceRow>(
        `select * from invoice where team_id = $1 and installation_id = $2 and state = 'pending'
           and not is_test
         order by invoice_id for update`,
        [teamId, installationId],
      );
      return rows.map(invoiceOf);
    },
    lockCollected: async (id) => {
      const rows = await sql<InvoiceRow>(
        `select * from invoice where team_id = $1 and collected_with = $2
         order by invoice_id for update`,
        [teamId, id],
      );
      return rows.map(invoiceOf);
    },
    countOpen: async (installationId) => {
      const [row] = await sql<{ open: number }>(
        `select count(*)::int as open from invoice where team_id = $1 and installation_id = $2
         and not is_test and ${isUnsettledSql}`,
        [teamId, installationId],
      );
      return row?.open ?? 0;
    },
    isExternalIdTaken: async (installationId, externalId) => {
      const rows = await sql(
        `select 1 from invoice where team_id in ${HOLDERS} and installation_id = $2
         and external_id = $3 and not is_test limit 1`,
        [teamId, installationId, externalId],
      );
      return rows.length > 0;
    },
    billed: async (installationId, { start, end }) => {
      const rows = await sql<{ external_id: string | null; billing_plan_id: string }>(
        `select r.external_id, s.billing_plan_id from invoice_subject s
         left join resource r on r.team_id = s.team_id and r.resource_id = s.resource_id
         where s.team_id in ${HOLDERS} and s.installation_id = $2 and s.period_start = $3 and s.period_end = $4
           -- of a resource that is another team's now nothing is known here; it is not the installation
           and (s.resource_id = '' or r.resource_id is not null)`,
        [teamId, installationId, start, end],
      );
      const subjects = rows.map((row) => ({
        resourceId: row.external_id ?? undefined,
        billingPlanId: row.billing_plan_id,
      }));
      return [...new Map(subjects.map((each) => [subjectKey(each), each])).values()];
    },
    resourcesNamed,
    plansOf: async (installationId) => {
      const rows = await sql<PlanRow>(PLANS, [teamId, installationId]);
      return rows.map(planPeriodOf);
    },
  };
}

/** The team $1 and those that had its installation $2 before: nothing is billed to two of them. */
const HOLDERS = `(select $1::text
  union all select team_id from former_installation where installation_id = $2)`;

/** Whether an invoice is open, as {@link isOpen} of the domain says. */
export const isOpenSql = "state not in ('paid', 'refunded')";

/** Whether it keeps its installation from ending, as {@link isUnsettled} of the domain says. */
export const isUnsettledSql = "state not in ('paid', 'refunded', 'pending')";

function isUnsent({ state }: Invoice): boolean {
  return state === 'scheduled' || state === 'pending';
}

const INSERT = `
  insert into invoice (team_id, invoice_id, installation_id, external_id, is_test, is_final,
    invoice_date, period_start, period_end, items, discounts, memo, total, created_at,
    state, attempts, first_failed_at, updated_at, paid_at, refunded_at, refund_total, refund_reason,
    refunding, paid_with, number, credited, collected_with, is_waived, taxes, commission_rate,
    commission)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)`;

const SAVE = `
  update invoice set state = $3, attempts = $4, first_failed_at = $5, updated_at = $6, paid_at = $7,
    refunded_at = $8, refund_total = $9, refund_reason = $10, refunding = $11, paid_with = $12,
    number = $13, credited = $14, collected_with = $15, is_waived = $16, taxes = $17
  where team_id = $1 and invoice_id = $2`;

const TAKE_SUBJECTS = `
  insert into invoice_subject (team_id, installation_id, period_start, period_end, invoice_id,
    resource_id, billing_plan_id)
  select $1, $2, $3, $4, $5, resource, plan
  from unnest($6::text[], $7::text[]) as subject (resource, plan)`;

const TAKE_NUMBER = `
  insert into invoice_number as n (team_id, year, taken) values ($1, $2, 1)
  on conflict (team_id, year) do update set taken = n.taken + 1
  returning taken`;

const PLANS = `
  select r.external_id, p.billing_plan_id, p.plan_type, p.since, p.until
  from billing_plan_period p
  left join resource r on r.team_id = p.team_id and r.resource_id = p.resource_id
  where p.team_id = $1 and p.installation_id = $2`;

type PlanRow = {
  external_id: string | null;
  billing_plan_id: string;
  plan_type: BillingPlanType;
  since: Date;
  until: Date | null;
};

function planPeriodOf(row: PlanRow): PlanPeriod {
  return {
    externalResourceId: row.external_id,
    planId: row.billing_plan_id,
    planType: row.plan_type,
    since: row.since,
    until: row.until,
  };
}

function columnsOf(invoice: Invoice): unknown[] {
  return [
    invoice.id,
    invoice.installationId,
    invoice.externalId,
    invoice.isTest,
    invoice.isFinal,
    invoice.invoiceDate,
    invoice.period.start,
    invoice.period.end,
    JSON.stringify(invoice.items),
    JSON.stringify(invoice.discounts),
    invoice.memo,
    invoice.total,
    invoice.createdAt,
    ...changing(invoice),
    invoice.commissionRate,
    invoice.commission,
  ];
}

function changing(invoice: Invoice): unknown[] {
  return [
    invoice.state,
    invoice.attempts,
    invoice.firstFailedAt,
    invoice.updatedAt,
    invoice.paidAt,
    invoice.refundedAt,
    invoice.refundTotal,
    invoice.refundReason,
    invoice.refunding,
    invoice.paidWith,
    invoice.number,
    invoice.credited,
    invoice.collectedWith,
    invoice.isWaived,
    JSON.stringify(invoice.taxes),
  ];
}

export function invoiceOf(row: InvoiceRow): Invoice {
  return {
    id: row.invoice_id,
    teamId: row.team_id,
    installationId: row.installation_id,
    externalId: row.external_id,
    isTest: row.is_test,
    isFinal: row.is_final,
    state: row.state,
    invoiceDate: row.invoice_date,
    period: { start: row.period_start, end: row.period_end },
    items: row.items,
    discounts: row.discounts,
    memo: row.memo,
    number: row.number,
    total: row.total,
    commissionRate: row.commission_rate,
    commission: row.commission,
    taxes: row.taxes,
    credited: row.credited,
    collectedWith: row.collected_with,
    isWaived: row.is_waived,
    attempts: row.attempts,
    firstFailedAt: row.first_failed_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    paidAt: row.paid_at,
    paidWith: row.paid_with,
    refundedAt: row.refunded_at,
    refundTotal: row.refund_total,
    refundReason: row.refund_reason,
    refunding: row.refunding,
  };
}
