import type { CreditNote, DocumentFacts, Invoice, InvoiceParties, Party } from '@kontor/core';
import type { InvoiceId } from '@kontor/protocol/vocabulary';
import { COLLECTED, type CollectedRow, collectedOf } from './collected-invoices.ts';
import { type InvoiceRow, invoiceOf } from './invoice-store.ts';
import { presentSeller } from './seller.ts';
import type { Sql } from './sql.ts';

type Row = InvoiceRow & { collects: CollectedRow[]; main: string | null };

/** An invoice that is no test, and what its documents say if it was sent. */
export async function findDocumentFacts(
  sql: Sql,
  teamId: string,
  invoiceId: InvoiceId,
): Promise<{ readonly invoice: Invoice; readonly facts: DocumentFacts | undefined } | undefined> {
  const [row] = await sql<Row>(
    `select v.*, ${COLLECTED} as collects,
       (select coalesce(m.number, m.invoice_id) from invoice m
        where m.team_id = v.team_id and m.invoice_id = v.collected_with) as main
     from invoice v where v.team_id = $1 and v.invoice_id = $2 and not v.is_test`,
    [teamId, invoiceId],
  );
  if (row === undefined) return undefined;
  const invoice = invoiceOf(row);
  const parties = await partiesOf(sql, teamId, invoiceId);
  if (parties === undefined) return { invoice, facts: undefined };
  const [creditNotes, resourceNames, isOfTestClock] = await Promise.all([
    creditNotesOf(sql, teamId, invoiceId),
    namesIn(sql, teamId, invoice),
    isOnTestClock(sql, teamId),
  ]);
  const facts = {
    ...{ invoice, parties, creditNotes, resourceNames, isOfTestClock },
    collects: collectedOf(row.collects).map(({ id, number, due }) => ({
      number: number ?? id,
      due,
    })),
    collectedWith: row.main,
  };
  return { invoice, facts };
}

async function isOnTestClock(sql: Sql, teamId: string): Promise<boolean> {
  const rows = await sql('select from test_clock where team_id = $1', [teamId]);
  return rows.length > 0;
}

type PartiesRow = {
  seller: Party | null;
  buyer: Party;
  provider: InvoiceParties['provider'];
  sent_at: Date;
};

async function partiesOf(
  sql: Sql,
  teamId: string,
  invoiceId: string,
): Promise<InvoiceParties | undefined> {
  const [row] = await sql<PartiesRow>(
    'select * from invoice_parties where team_id = $1 and invoice_id = $2',
    [teamId, invoiceId],
  );
  if (row === undefined) return undefined;
  const seller = row.seller ?? (await presentSeller(sql)) ?? { name: '' };
  return { seller, buyer: row.buyer, provider: row.provider, sentAt: row.sent_at };
}

export async function creditNotesOf(
  sql: Sql,
  teamId: string,
  invoiceId: string,
): Promise<CreditNote[]> {
  const rows = await sql<{
    position: number;
    amount: string;
    reason: string | null;
    issued_at: Date;
  }>(
    `select position, amount, reason, issued_at from credit_note
     where team_id = $1 and invoice_id = $2 order by position`,
    [teamId, invoiceId],
  );
  return rows.map(({ issued_at: issuedAt, ...note }) => ({ ...note, issuedAt }));
}

/** What the resources of an invoice are called, those that are gone too. */
async function namesIn(
  sql: Sql,
  teamId: string,
  { installationId, items, discounts }: Invoice,
): Promise<ReadonlyMap<string, string>> {
  const ids = new Set([...items, ...discounts].flatMap(({ resourceId }) => resourceId ?? []));
  if (ids.size === 0) return new Map();
  const rows = await sql<{ external_id: string; name: string }>(
    `select distinct on (external_id) external_id, name from resource
     where team_id = $1 and installation_id = $2 and external_id = any($3::text[])
     order by external_id, created_at desc`,
    [teamId, installationId, [...ids]],
  );
  return new Map(rows.map((row) => [row.external_id, row.name]));
}
