import { inCents } from '@kontor/core';
import type { Dispute } from '@kontor/protocol/kontor';
import type { Sql } from './sql.ts';

type Row = {
  readonly payment_id: Dispute['paymentId'];
  readonly invoice_id: string | null;
  readonly number: string | null;
  readonly team_id: string;
  readonly team: string | null;
  readonly slug: string;
  readonly name: string;
  readonly back_end: Dispute['backEnd'];
  readonly dispute: Dispute['state'];
  readonly amount: string;
  readonly created_at: Date;
};

export type DisputePage = {
  readonly payment?: string | undefined;
  readonly state?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
};

/** Disputed charges of all teams, the newest charge first: for who runs the host. */
export async function listDisputeViews(
  sql: Sql,
  { payment, state, before, limit }: DisputePage,
): Promise<Dispute[]> {
  const rows = await sql<Row>(DISPUTES, [payment ?? null, state ?? null, before ?? null, limit]);
  return rows.map((row) => ({
    paymentId: row.payment_id,
    invoiceId: row.invoice_id,
    invoiceNumber: row.number,
    team: { id: row.team_id, slug: row.team ?? row.team_id },
    integration: { slug: row.slug, name: row.name },
    backEnd: row.back_end,
    state: row.dispute,
    amount: inCents(row.amount),
    chargedAt: row.created_at.toISOString(),
  }));
}

/** What is held back is what was posted when it was disputed, or lost without a word before. */
const DISPUTES = `
  select p.payment_id, p.invoice_id, v.number, p.team_id, t.slug as team, g.slug, g.name, p.back_end,
    p.dispute, p.created_at, coalesce(held.amount, p.amount) as amount
  from payment p
  join installation i on i.team_id = p.team_id and i.installation_id = p.installation_id
  join integration g on g.integration_id = i.integration_id
  left join invoice v on v.team_id = p.team_id and v.invoice_id = p.invoice_id
  left join people.organization t on t.id = p.team_id
  cross join lateral (
    select max(l.amount) as amount from ledger_entry e
    join ledger_line l on l.team_id = e.team_id and l.entry_id = e.entry_id
    where e.team_id = p.team_id and e.subject_kind = 'dispute' and e.subject_id = p.payment_id
      and l.account_kind in ('disputed', 'lost')
  ) held
  where p.dispute is not null and ($1::text is null or p.payment_id = $1)
    and ($2::text is null or p.dispute = $2) and ($3::text is null or p.payment_id < $3)
  order by p.payment_id desc limit $4`;
