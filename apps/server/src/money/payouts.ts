import { compareMoney, inCents, minus, ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { Payout } from '@kontor/protocol/kontor';
import { mintId } from '../ids.ts';
import type { RecordEvent } from '../people/record-event.ts';
import { ledgerStore } from '../postgres/ledger-store.ts';
import type { Sql } from '../postgres/sql.ts';

export type PayoutRequest = {
  readonly integration: {
    readonly id: string;
    readonly slug: string;
    readonly ownerTeamId: string;
  };
  readonly amount: string;
  readonly reference: string;
  readonly paidBy: string;
  readonly at: Date;
};

/**
 * Records that a provider was paid all that is due to it, in the books of every team that it is due
 * from. One at a time for an integration, so that nothing is paid twice.
 */
export async function recordPayout(
  sql: Sql,
  recordEvent: RecordEvent,
  { integration, amount, reference, paidBy, at }: PayoutRequest,
): Promise<Result<Payout, Refusal>> {
  await sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`payout ${integration.id}`]);
  const owed = await dueByTeam(sql, integration.id);
  const due = owed.reduce((sum, each) => minus(sum, each.held), '0');
  if (compareMoney(due, amount) !== 0 || compareMoney(due, '0') <= 0) {
    return refuse(
      'payout_not_due',
      `${inCents(due)} is due to ${integration.slug} now, and ${amount} was paid. Only what is due can be recorded, and as a whole.`,
      { due: inCents(due) },
    );
  }
  const id = mintId('payout');
  await sql(
    `insert into payout (payout_id, integration_id, amount, reference, paid_by, paid_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [id, integration.id, amount, reference, paidBy, at],
  );
  for (const { teamId, held } of owed) {
    await ledgerStore(sql, teamId).post({
      kind: 'payout.paid',
      at,
      subject: { kind: 'payout', id },
      lines: [
        { account: { kind: 'payable', of: integration.id }, amount: minus('0', held) },
        { account: { kind: 'cash', of: 'payouts' }, amount: held },
      ],
    });
  }
  await recordEvent(sql, {
    teamId: integration.ownerTeamId,
    type: 'payout.recorded',
    actor: { kind: 'person', userId: paidBy },
    subject: { integration: integration.id, payout: id },
    data: { amount: inCents(amount), reference },
  });
  const { id: integrationId, slug } = integration;
  return ok({
    id,
    integration: { id: integrationId, slug },
    amount: inCents(amount),
    reference,
    paidAt: at.toISOString(),
  });
}

/** What each team's books hold for a provider; less than nothing is due to it. */
async function dueByTeam(sql: Sql, integrationId: string) {
  const rows = await sql<{ team_id: string; held: string }>(
    `select team_id, sum(amount)::text as held from ledger_line
     where account_kind = 'payable' and account_of = $1
     group by team_id having sum(amount) <> 0 order by team_id`,
    [integrationId],
  );
  return rows.map(({ team_id, held }) => ({ teamId: team_id, held }));
}

/** What is due to each provider, and what was paid out, newest first. */
export async function listPayouts(sql: Sql) {
  const due = await sql<{ id: string; slug: string; due: string; teams: number }>(DUE);
  const payouts = await sql<PayoutRow>(
    `select p.*, g.slug from payout p join integration g using (integration_id)
     order by paid_at desc, payout_id desc limit 500`,
  );
  return {
    due: due.map(({ id, slug, teams, ...held }) => ({
      integration: { id, slug },
      due: inCents(held.due),
      teams,
    })),
    payouts: payouts.map((row) => ({
      id: row.payout_id,
      integration: { id: row.integration_id, slug: row.slug },
      amount: inCents(row.amount),
      reference: row.reference,
      paidAt: row.paid_at.toISOString(),
    })),
  };
}

type PayoutRow = {
  payout_id: string;
  integration_id: string;
  slug: string;
  amount: string;
  reference: string;
  paid_at: Date;
};

const DUE = `
  select g.integration_id as id, g.slug, sum(held.due)::text as due, count(*)::int as teams
  from (
    select team_id, account_of, -sum(amount) as due from ledger_line
    where account_kind = 'payable' group by team_id, account_of having sum(amount) <> 0
  ) held join integration g on g.integration_id = held.account_of
  group by 1, 2 order by 2`;
