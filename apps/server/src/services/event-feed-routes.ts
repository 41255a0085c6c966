import { ok } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type Route, route } from '../http/route.ts';
import type { Database } from '../postgres/database.ts';
import { eventView } from '../postgres/event-view.ts';
import { readFeed } from './event-feed.ts';

/** What happened in the teams of a platform, for the platform to follow. */
export function eventFeedRoutes({
  database,
}: {
  readonly database: Pick<Database, 'read' | 'transact'>;
}): readonly Route[] {
  return [
    route(kontorEndpoints.listServiceEvents, async ({ caller, query: { after, limit } }) => {
      const { serviceId } = caller;
      const rows = await readFeed(database, { serviceId, after, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const events = page.map((row) => ({
        // a service reads no invoices
        ...eventView(row, 'without-amounts'),
        externalTeamId: row.external_id,
      }));
      const next = Number(page.at(-1)?.position ?? after);
      return ok({ status: 200, body: { events, next, hasMore: rows.length > limit } });
    }),
  ];
}
