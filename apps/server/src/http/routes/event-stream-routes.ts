import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import type { LiveEvents } from '../../live/live-events.ts';
import { sightOf } from '../../postgres/event-view.ts';
import { authorise } from '../authorise.ts';
import type { Callers } from '../principal.ts';
import { type Route, route, type TeamCaller } from '../route.ts';

export type EventStreamPorts = { readonly liveEvents: LiveEvents; readonly callers: Callers };

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // what stands in front of the host must not wait for more
  'x-accel-buffering': 'no',
};

/** What happens to a team, while it happens. */
export function eventStreamRoutes({ liveEvents, callers }: EventStreamPorts): readonly Route[] {
  const endpoint = kontorEndpoints.followEvents;
  return [
    route(endpoint, async ({ caller, query, header }) => {
      const after = positionOf(header('last-event-id'));
      if (!after.ok) return after;
      const headers = { authorization: header('authorization'), cookie: header('cookie') };
      // by its id: a team that is given another address is still the same
      const params = { team: caller.team.id };
      const stream = await liveEvents.follow(caller.team.id, {
        after: after.value ?? query.after,
        sight: async () => {
          const allowed = await authorise(callers, { endpoint, params, query: {}, headers });
          if (!allowed.ok || allowed.value === null || !('grant' in allowed.value))
            return undefined;
          return sightOf((allowed.value as TeamCaller).grant);
        },
      });
      return ok({ status: 200, body: stream as never, headers: HEADERS });
    }),
  ];
}

/** Where a client that lost its stream was, as it says by itself. */
function positionOf(text: string | undefined): Result<number | undefined, Refusal> {
  if (text === undefined || text === '') return ok(undefined);
  const position = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(position)) return ok(position);
  return refuse(
    'invalid_request',
    `Last-Event-ID is '${text}'. Send the id of the event that was seen last, which is a number.`,
  );
}
