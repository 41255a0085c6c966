import { inCents, minus, ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import type { Callers } from '../http/principal.ts';
import { type Route, route } from '../http/route.ts';
import { mintId } from '../ids.ts';
import type { RecordEvent } from '../people/record-event.ts';
import type { Database } from '../postgres/database.ts';
import { ledgerStore } from '../postgres/ledger-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { listCredits } from './credits.ts';

export type CreditRoutesPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly findTeam: Callers['team'];
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

/** What teams need not pay. Credits are in the books from the moment they are granted. */
export function creditRoutes({
  database,
  findTeam,
  recordEvent,
  now,
}: CreditRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.listCredits, async ({ caller }) => {
      const { id } = caller.team;
      const credits = await listCredits(database.read, id);
      return ok({ status: 200, body: { left: await creditsLeft(database.read, id), credits } });
    }),
    route(kontorEndpoints.grantCredit, async ({ params, body, caller }) => {
      const team = await findTeam(params.team);
      if (team === undefined) {
        return refuse('team_not_found', `There is no team '${params.team}'.`);
      }
      const credit = {
        id: mintId('credit'),
        amount: inCents(body.amount),
        reason: body.reason,
        grantedAt: now().toISOString(),
      };
      const left = await database.transact(async (sql) => {
        await sql(
          `insert into credit (team_id, credit_id, amount, reason, granted_by, granted_at)
           values ($1, $2, $3, $4, $5, $6)`,
          [team.id, credit.id, credit.amount, credit.reason, caller.userId, credit.grantedAt],
        );
        await ledgerStore(sql, team.id).post({
          kind: 'credit.granted',
          at: new Date(credit.grantedAt),
          subject: { kind: 'credit', id: credit.id },
          lines: [
            { account: { kind: 'goodwill', of: '' }, amount: credit.amount },
            { account: { kind: 'credits', of: '' }, amount: `-${credit.amount}` },
          ],
        });
        await recordEvent(sql, {
          teamId: team.id,
          type: 'credit.granted',
          actor: { kind: 'person', userId: caller.userId },
          subject: { credit: credit.id },
          data: { amount: credit.amount, reason: credit.reason },
        });
        return creditsLeft(sql, team.id);
      });
      return ok({ status: 201, body: { credit, left } });
    }),
  ];
}

async function creditsLeft(sql: Sql, teamId: string): Promise<string> {
  const held = await ledgerStore(sql, teamId).balance({ kind: 'credits', of: '' });
  return inCents(minus('0', held));
}
