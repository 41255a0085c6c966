import { inCents } from '@kontor/core';
import type { ExportedDue } from '@kontor/protocol/kontor';
import type { Database } from '../postgres/database.ts';
import type { Days } from './days.ts';

/** What became due to each provider in the days, and what it was paid, over the books of all teams. */
export async function* payoutRows(
  transact: Database['transact'],
  { from, until }: Days,
): AsyncGenerator<ExportedDue> {
  // it adds up all of the books, and nobody's short read should wait behind it
  const rows = await transact((sql) => sql<DueRow>(DUE, [from, until]));
  for (const { integration_id, integration, ...held } of rows) {
    yield {
      integrationId: integration_id,
      integration,
      opening: inCents(held.opening),
      earned: inCents(held.earned),
      refunded: inCents(held.refunded),
      paidOut: inCents(held.paid_out),
      closing: inCents(held.closing),
      commission: inCents(held.commission),
    };
  }
}

type DueRow = {
  readonly integration_id: string;
  readonly integration: string;
  readonly opening: string;
  readonly earned: string;
  readonly refunded: string;
  readonly paid_out: string;
  readonly closing: string;
  readonly commission: string;
};

/** What is due is less than nothing in the books, as what is owed there is. */
const DUE = `
  with line as (
    select l.account_of, l.account_kind = 'payable' as is_due, e.kind, -l.amount as due,
      e.at >= $1 as is_new
    from ledger_line l join ledger_entry e on e.team_id = l.team_id and e.entry_id = l.entry_id
    where l.account_kind in ('payable', 'commission') and e.at < $2
  )
  select g.integration_id, g.slug as integration,
    coalesce(sum(due) filter (where is_due and not is_new), 0)::text as opening,
    coalesce(sum(due) filter (where is_due and is_new
      and kind not in ('invoice.refunded', 'payout.paid')), 0)::text as earned,
    coalesce(-sum(due) filter (where is_due and is_new and kind = 'invoice.refunded'), 0)::text
      as refunded,
    coalesce(-sum(due) filter (where is_due and is_new and kind = 'payout.paid'), 0)::text as paid_out,
    coalesce(sum(due) filter (where is_due), 0)::text as closing,
    coalesce(sum(due) filter (where not is_due and is_new), 0)::text as commission
  from line join integration g on g.integration_id = line.account_of
  group by 1, 2 order by 2`;
