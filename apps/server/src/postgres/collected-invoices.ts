import { dueOf, type Invoice } from '@kontor/core';
import type { InvoiceId } from '@kontor/protocol/vocabulary';

/** Of an invoice that is collected with another one, what the other one shows. */
export type CollectedRow = {
  id: InvoiceId;
  number: string | null;
  total: string;
  taxes: Invoice['taxes'];
  credited: string;
};

/** Those that are collected with the invoice `v`, without what was called off before. */
export const COLLECTED = `(
  select coalesce(jsonb_agg(jsonb_build_object('id', m.invoice_id, 'number', m.number,
    'total', m.total::text, 'taxes', m.taxes, 'credited', m.credited::text)
    order by m.invoice_id), '[]')
  from invoice m where m.team_id = v.team_id and m.collected_with = v.invoice_id
    and not (m.state = 'refunded' and m.paid_at is null))`;

export function collectedOf(rows: readonly CollectedRow[]) {
  return rows.map((row) => ({ id: row.id, number: row.number, due: dueOf(row) }));
}
