import { inCents, ok } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type Route, route } from '../http/route.ts';
import type { RecordEvent } from '../people/record-event.ts';
import type { Database } from '../postgres/database.ts';
import { listOpenInvoiceViews } from '../postgres/invoice-views.ts';
import { integrationNotFound } from './commission-routes.ts';
import { listLedgerEntries } from './ledger-entries.ts';
import { listPayouts, recordPayout } from './payouts.ts';
import { verifyLedger } from './verify-ledger.ts';

export type LedgerRoutesPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

/** The books of all teams, as the operator sees them. */
export function ledgerRoutes({ database, recordEvent, now }: LedgerRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.verifyLedger, async () => {
      const report = await database.transact(async (sql) => {
        await sql('set transaction isolation level repeatable read, read only');
        return verifyLedger(sql);
      });
      return ok({ status: 200, body: report });
    }),
    route(kontorEndpoints.listLedgerEntries, async ({ query }) =>
      ok({ status: 200, body: { entries: await listLedgerEntries(database.read, query) } }),
    ),
    route(kontorEndpoints.listOpenInvoices, async ({ query }) =>
      ok({ status: 200, body: { invoices: await listOpenInvoiceViews(database.read, query) } }),
    ),
    route(kontorEndpoints.listPayouts, async () =>
      ok({ status: 200, body: await listPayouts(database.read) }),
    ),
    route(kontorEndpoints.recordPayout, async ({ params, body, caller }) => {
      const integration = await findOwned(database.read, params.integration);
      if (integration === undefined) return integrationNotFound(params.integration);
      const { reference } = body;
      const paid = await database.transact((sql) =>
        recordPayout(sql, recordEvent, {
          integration,
          amount: inCents(body.amount),
          reference,
          paidBy: caller.userId,
          at: now(),
        }),
      );
      return paid.ok ? ok({ status: 201, body: { payout: paid.value } }) : paid;
    }),
  ];
}

async function findOwned(read: Database['read'], named: string) {
  const [row] = await read<{ integration_id: string; slug: string; owner_team_id: string }>(
    `select integration_id, slug, owner_team_id from integration
     where integration_id = $1 or slug = $1`,
    [named],
  );
  return row && { id: row.integration_id, slug: row.slug, ownerTeamId: row.owner_team_id };
}
