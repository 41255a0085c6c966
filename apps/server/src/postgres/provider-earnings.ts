import { inCents } from '@kontor/core';
import type { ProviderEntry } from '@kontor/protocol/kontor';
import type { Sql } from './sql.ts';

/** What the books of all teams hold for a provider, and what it was paid. */
export async function readProviderEarnings(read: Sql, integrationId: string) {
  const held = await read<{ account_kind: string; held: string }>(
    `select account_kind, (-sum(amount))::text as held from ledger_line
     where account_kind in ('payable', 'deferred', 'commission') and account_of = $1
     group by account_kind`,
    [integrationId],
  );
  const of = (kind: string) =>
    inCents(held.find(({ account_kind }) => account_kind === kind)?.held ?? '0');
  const payouts = await read<{ id: string; amount: string; reference: string; paid_at: Date }>(
    `select payout_id as id, amount::text, reference, paid_at from payout
     where integration_id = $1 order by paid_at desc, payout_id desc limit 500`,
    [integrationId],
  );
  const [paid] = await read<{ sum: string }>(
    'select coalesce(sum(amount), 0)::text as sum from payout where integration_id = $1',
    [integrationId],
  );
  return {
    due: of('payable'),
    unpaid: of('deferred'),
    commission: of('commission'),
    paidOut: inCents(paid?.sum ?? '0'),
    payouts: payouts.map(({ paid_at, amount, ...payout }) => ({
      ...payout,
      amount: inCents(amount),
      paidAt: paid_at.toISOString(),
    })),
  };
}

type EntryRow = {
  number: string;
  kind: string;
  at: Date;
  subject_kind: string;
  subject_id: string;
  amount: string;
  commission: string;
  due: string;
};

/** What changed what a provider is owed, newest first; a payout is one, however many teams it came from. */
export async function listProviderEntries(
  read: Sql,
  integrationId: string,
  { before, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<ProviderEntry[]> {
  const rows = await read<EntryRow>(ENTRIES, [integrationId, before ?? null, limit]);
  return rows.map((row) => ({
    id: row.number,
    kind: row.kind,
    at: row.at.toISOString(),
    subject: { kind: row.subject_kind, id: row.subject_id },
    amount: inCents(row.amount),
    commission: inCents(row.commission),
    due: inCents(row.due),
  }));
}

const ENTRIES = `
  select * from (
    select max(e.number)::text as number, e.kind, e.at, e.subject_kind, e.subject_id,
      coalesce(-sum(l.amount) filter (where l.account_kind = 'payable'), 0)::text as amount,
      coalesce(-sum(l.amount) filter (where l.account_kind = 'commission'), 0)::text as commission,
      (sum(coalesce(-sum(l.amount) filter (where l.account_kind = 'payable'), 0))
        over (order by max(e.number)))::text as due
    from ledger_line l
    join ledger_entry e on e.team_id = l.team_id and e.entry_id = l.entry_id
    where l.account_kind in ('payable', 'commission') and l.account_of = $1
    group by e.kind, e.at, e.subject_kind, e.subject_id
  ) told
  where ($2::bigint is null or number::bigint < $2)
  order by number::bigint desc limit $3`;
