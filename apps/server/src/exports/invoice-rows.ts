import { dueOf, inCents, type LedgerLine, positionOf, sumOf } from '@kontor/core';
import type { BookedInvoice, ExportedInvoice } from '@kontor/protocol/kontor';
import { type InvoiceRow, invoiceOf } from '../postgres/invoice-store.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Days } from './days.ts';
import { inPages, PAGE } from './in-pages.ts';

type Row = InvoiceRow & {
  readonly integration_id: string;
  readonly integration: string;
  readonly team: string | null;
  /** The date to the last digit that the database has. */
  readonly key: string;
};

/** The invoices of a team by their date, the earliest first; tests never. */
export async function* invoiceRows(
  sql: Sql,
  teamId: string,
  days: Days,
): AsyncGenerator<ExportedInvoice> {
  for await (const row of rowsOf(sql, days, teamId)) yield exportedOf(row);
}

/** Those of all teams, with what the books hold because of each. */
export async function* bookedInvoiceRows(sql: Sql, days: Days): AsyncGenerator<BookedInvoice> {
  for await (const row of rowsOf(sql, days, null)) yield bookedOf(row);
}

function rowsOf(sql: Sql, { from, until }: Days, teamId: string | null): AsyncGenerator<Row> {
  const text = `
    select v.*, g.integration_id, g.slug as integration, t.slug as team, v.invoice_date::text as key
    from invoice v
    join installation i on i.team_id = v.team_id and i.installation_id = v.installation_id
    join integration g on g.integration_id = i.integration_id
    left join people.organization t on t.id = v.team_id
    where not v.is_test ${teamId === null ? '' : 'and v.team_id = $6'}
      and v.invoice_date >= $1 and v.invoice_date < $2
      and (v.invoice_date, v.invoice_id) > ($3::timestamptz, $4)
    order by v.invoice_date, v.invoice_id limit $5`;
  return inPages((last) =>
    sql<Row>(text, [
      from,
      until,
      last?.key ?? '-infinity',
      last?.invoice_id ?? '',
      PAGE,
      ...(teamId === null ? [] : [teamId]),
    ]),
  );
}

function exportedOf(row: Row): ExportedInvoice {
  const invoice = invoiceOf(row);
  return {
    invoiceId: invoice.id,
    number: invoice.number,
    integration: row.integration,
    installationId: invoice.installationId,
    externalId: invoice.externalId,
    state: invoice.state,
    invoiceDate: invoice.invoiceDate.toISOString(),
    periodStart: invoice.period.start.toISOString(),
    periodEnd: invoice.period.end.toISOString(),
    total: invoice.total,
    taxes: inCents(sumOf(invoice.taxes.map(({ amount }) => amount))),
    credited: invoice.credited,
    due: dueOf(invoice),
    refundTotal: invoice.refundTotal,
    paidAt: invoice.paidAt?.toISOString() ?? null,
    refundedAt: invoice.refundedAt?.toISOString() ?? null,
    memo: invoice.memo,
  };
}

function bookedOf(row: Row): BookedInvoice {
  const invoice = invoiceOf(row);
  const lines = positionOf(invoice, { integrationId: row.integration_id });
  return {
    ...exportedOf(row),
    teamId: row.team_id,
    team: row.team ?? row.team_id,
    paidWith: invoice.paidWith,
    receivable: heldIn(lines, 'receivable'),
    cash: heldIn(lines, 'cash'),
    payable: heldIn(lines, 'payable'),
    commission: heldIn(lines, 'commission'),
    tax: heldIn(lines, 'tax'),
  };
}

function heldIn(lines: readonly LedgerLine[], kind: LedgerLine['account']['kind']): string {
  const same = lines.filter(({ account }) => account.kind === kind);
  return inCents(sumOf(same.map(({ amount }) => amount)));
}
