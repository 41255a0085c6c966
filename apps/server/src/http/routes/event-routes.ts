import { ok } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type Asked, askedOf, type EventFilter, narrowing } from '../../postgres/event-filter.ts';
import type { EventRow } from '../../postgres/event-log.ts';
import { eventView, sightOf } from '../../postgres/event-view.ts';
import type { Sql } from '../../postgres/sql.ts';
import { verifyLog } from '../../postgres/verify-log.ts';
import { type Route, route } from '../route.ts';

export function eventRoutes({ read }: { readonly read: Sql }): readonly Route[] {
  return [
    route(kontorEndpoints.listEvents, async ({ caller, query }) => {
      const { text, values } = pageOf(caller.team.id, query);
      const rows = await read<EventRow>(text, values);
      const sight = sightOf(caller.grant);
      return ok({ status: 200, body: { events: rows.map((row) => eventView(row, sight)) } });
    }),
    route(kontorEndpoints.verifyEvents, async ({ caller }) => {
      const { head, flaw } = await verifyLog(read, { teamId: caller.team.id });
      const brokenAt = flaw?.sequence ?? null;
      const count = brokenAt === null ? head.sequence : brokenAt - 1;
      return ok({ status: 200, body: { intact: flaw === null, count, brokenAt } });
    }),
  ];
}

type Page = EventFilter & {
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
};

function pageOf(team: string, { after, before, limit, ...filter }: Page) {
  const values: unknown[] = [team, limit];
  const asked = [
    ['sequence > $', after],
    ['sequence < $', before],
    ...askedOf(filter),
  ] as const satisfies readonly Asked[];
  const order = after === undefined ? 'desc' : 'asc';
  const text = `select * from event where team_id = $1 ${narrowing(asked, values)}
     order by sequence ${order} limit $2`;
  return { text, values };
}
