import type { ProviderInvoice } from '@kontor/protocol/kontor';
import { type InvoiceRow, invoiceOf } from './invoice-store.ts';
import type { Sql } from './sql.ts';

export type ProviderInvoicePage = {
  readonly state?: string | undefined;
  readonly installation?: string | undefined;
  /** Only tests, or none of them. */
  readonly tests?: boolean | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
};

type Row = InvoiceRow & { team_name: string | null; dispute: ProviderInvoice['dispute'] };

/**
 * The invoices that a provider has sent, over all teams, those included that had an installation before
 * the one that has it now. Of each installation no more is read than the page takes.
 */
export async function listProviderInvoices(
  read: Sql,
  integrationId: string,
  { state, installation, tests, before, limit }: ProviderInvoicePage,
): Promise<ProviderInvoice[]> {
  const rows = await read<Row>(INVOICES, [
    integrationId,
    limit,
    state ?? null,
    installation ?? null,
    tests ?? null,
    before ?? null,
  ]);
  return rows.map((row) => {
    const { period, ...invoice } = invoiceOf(row);
    return {
      id: invoice.id,
      installationId: invoice.installationId,
      team: { name: row.team_name },
      externalId: invoice.externalId,
      number: invoice.number,
      state: invoice.state,
      isTest: invoice.isTest,
      invoiceDate: invoice.invoiceDate.toISOString(),
      period: { start: period.start.toISOString(), end: period.end.toISOString() },
      total: invoice.total,
      commission: invoice.commission,
      refundTotal: invoice.refundTotal,
      refundReason: invoice.refundReason,
      dispute: row.dispute,
      paidAt: invoice.paidAt?.toISOString() ?? null,
      refundedAt: invoice.refundedAt?.toISOString() ?? null,
    };
  });
}

const INVOICES = `
  with held as (
    select installation_id, team_id from installation_route where integration_id = $1
    union
    select f.installation_id, f.team_id from former_installation f
      join installation_route r on r.installation_id = f.installation_id
      where r.integration_id = $1
  )
  select v.*, t.name as team_name, (
    select p.dispute from payment p
    where p.team_id = v.team_id and p.invoice_id = v.invoice_id and p.dispute is not null
    order by p.payment_id desc limit 1) as dispute
  from held
  cross join lateral (
    select * from invoice
    where team_id = held.team_id and installation_id = held.installation_id
      and ($3::text is null or state = $3) and ($5::boolean is null or is_test = $5)
      and ($6::text is null or invoice_id < $6)
    order by invoice_id desc limit $2) v
  left join people.organization t on t.id = v.team_id
  where $4::text is null or held.installation_id = $4
  order by v.invoice_id desc limit $2`;
