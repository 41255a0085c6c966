import { dueOf, dueOfAll, type Invoice, isOpen } from '@kontor/core';
import type { InvoiceSummary, TeamInvoice } from '@kontor/protocol/kontor';
import { COLLECTED, type CollectedRow, collectedOf } from './collected-invoices.ts';
import { type InvoiceRow, invoiceOf, isOpenSql } from './invoice-store.ts';
import type { Sql } from './sql.ts';

type Row = InvoiceRow & {
  integration_slug: string;
  integration_name: string;
  collects: CollectedRow[];
};

export type InvoicePage = {
  readonly installation?: string | undefined;
  readonly state?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
};

const SELECT = `select v.*, g.slug as integration_slug, g.name as integration_name,
    ${COLLECTED} as collects
  from invoice v
  join installation i on i.team_id = v.team_id and i.installation_id = v.installation_id
  join integration g on g.integration_id = i.integration_id
  where v.team_id = $1 and not v.is_test`;

/** The invoices of a team, newest first; those of former installations too, and tests never. */
export async function listInvoiceViews(
  sql: Sql,
  teamId: string,
  { installation, state, before, limit }: InvoicePage,
): Promise<InvoiceSummary[]> {
  const rows = await sql<Row>(
    `${SELECT} and ($2::text is null or v.installation_id = $2)
       and ($3::text is null or v.state = $3) and ($4::text is null or v.invoice_id < $4)
     order by v.invoice_id desc limit $5`,
    [teamId, installation ?? null, state ?? null, before ?? null, limit],
  );
  return rows.map(summaryOf);
}

export async function findInvoiceView(
  sql: Sql,
  teamId: string,
  invoiceId: string,
): Promise<TeamInvoice | undefined> {
  const [row] = await sql<Row>(`${SELECT} and v.invoice_id = $2`, [teamId, invoiceId]);
  if (row === undefined) return undefined;
  const { items, discounts, refundReason } = invoiceOf(row);
  return { ...summaryOf(row), items: [...items], discounts: [...discounts], refundReason };
}

/** What is not settled yet, over all teams, oldest first: for who runs the host. */
export async function listOpenInvoiceViews(
  sql: Sql,
  {
    state,
    after,
    limit,
  }: {
    readonly state?: string | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  },
) {
  const rows = await sql<Row & { team_slug: string | null }>(
    `select v.*, g.slug as integration_slug, g.name as integration_name, t.slug as team_slug,
       ${COLLECTED} as collects
     from invoice v
     join installation i on i.team_id = v.team_id and i.installation_id = v.installation_id
     join integration g on g.integration_id = i.integration_id
     left join people.organization t on t.id = v.team_id
     where not v.is_test and ${isOpenSql} and ($1::text is null or v.state = $1)
       and ($2::text is null or v.invoice_id > $2)
     order by v.invoice_id limit $3`,
    [state ?? null, after ?? null, limit],
  );
  return rows.map((row) => ({
    ...summaryOf(row),
    team: { id: row.team_id, slug: row.team_slug ?? row.team_id },
  }));
}

function summaryOf(row: Row): InvoiceSummary {
  const invoice: Invoice = invoiceOf(row);
  const { period } = invoice;
  return {
    id: invoice.id,
    installationId: invoice.installationId,
    integration: { slug: row.integration_slug, name: row.integration_name },
    number: invoice.number,
    state: invoice.state,
    isOpen: isOpen(invoice),
    externalId: invoice.externalId,
    memo: invoice.memo,
    invoiceDate: invoice.invoiceDate.toISOString(),
    period: { start: period.start.toISOString(), end: period.end.toISOString() },
    total: invoice.total,
    taxes: [...invoice.taxes],
    credited: invoice.credited,
    due: dueOf(invoice),
    collects: collectedOf(row.collects),
    dueTogether: dueOfAll([invoice, ...row.collects]),
    collectedWith: invoice.collectedWith,
    refundTotal: invoice.refundTotal,
    isWaived: invoice.isWaived,
    createdAt: invoice.createdAt.toISOString(),
    paidAt: invoice.paidAt?.toISOString() ?? null,
    refundedAt: invoice.refundedAt?.toISOString() ?? null,
  };
}
