import { inCents } from '@kontor/core';
import type { Sql } from '../postgres/sql.ts';

type Row = { credit_id: string; amount: string; reason: string; granted_at: Date };

/** The credits that a team was given, newest first, also those that are used up. */
export async function listCredits(sql: Sql, teamId: string, atMost?: number) {
  const rows = await sql<Row>(
    `select credit_id, amount, reason, granted_at from credit where team_id = $1
     order by credit_id desc limit $2`,
    [teamId, atMost ?? null],
  );
  return rows.map(({ credit_id, amount, reason, granted_at }) => ({
    id: credit_id,
    amount: inCents(amount),
    reason,
    grantedAt: granted_at.toISOString(),
  }));
}
