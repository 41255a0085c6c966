import { ok, startOfChain, verifyChain } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type EventRow, linkOf, sha256 } from '../../postgres/event-log.ts';
import { eventView, sightOf } from '../../postgres/event-view.ts';
import type { Sql } from '../../postgres/sql.ts';
import { type Route, route } from '../route.ts';

/** How a type ends that stands for all of a noun. */
const ANY = '*';

/** Events verified at a time, so that a long log needs little memory. */
const PAGE = 1_000;

export function eventRoutes({ read }: { readonly read: Sql }): readonly Route[] {
  return [
    route(kontorEndpoints.listEvents, async ({ caller, query }) => {
      const { text, values } = pageOf(caller.team.id, query);
      const rows = await read<EventRow>(text, values);
      const sight = sightOf(caller.grant);
      return ok({ status: 200, body: { events: rows.map((row) => eventView(row, sight)) } });
    }),
    route(kontorEndpoints.verifyEvents, async ({ caller }) => {
      let head = startOfChain(caller.team.id, sha256);
      for (;;) {
        const rows = await read<EventRow>(
          'select * from event where team_id = $1 and sequence > $2 order by sequence limit $3',
          [caller.team.id, head.sequence, PAGE],
        );
        const checked = verifyChain({ start: head, events: rows.map(linkOf) }, sha256);
        if (!checked.ok) return ok({ status: 200, body: broken(checked.error.sequence) });
        head = checked.value;
        if (rows.length < PAGE) break;
      }
      // the head that writers go on from must be the last event there is
      const [noted] = await read<{ sequence: string; hash: string }>(
        'select sequence, hash from event_head where team_id = $1',
        [caller.team.id],
      );
      const isWhole = noted === undefined || noted.hash === head.hash;
      if (!isWhole) return ok({ status: 200, body: broken(head.sequence + 1) });
      return ok({ status: 200, body: { intact: true, count: head.sequence, brokenAt: null } });
    }),
  ];
}

type Page = {
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly type?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly limit: number;
};

/** A statement names only what is asked for, so that an index gives the page without sorting the log. */
function pageOf(team: string, { after, before, type, actor, subject, limit }: Page) {
  const values: unknown[] = [team, limit];
  const isNoun = type?.endsWith(ANY) === true;
  const asked = [
    ['sequence > $', after],
    ['sequence < $', before],
    ['starts_with(type, $)', isNoun ? type.slice(0, -ANY.length) : undefined],
    ['type = $', isNoun ? undefined : type],
    ['$ in (select value from jsonb_each_text(actor))', actor],
    ['$ in (select value from jsonb_each_text(subject))', subject],
  ] as const;
  const conditions = asked.flatMap(([condition, value]) =>
    value === undefined ? [] : [`and ${condition.replace('$', `$$${values.push(value)}`)}`],
  );
  const order = after === undefined ? 'desc' : 'asc';
  const text = `select * from event where team_id = $1 ${conditions.join(' ')}
     order by sequence ${order} limit $2`;
  return { text, values };
}

function broken(sequence: number) {
  return { intact: false, count: sequence - 1, brokenAt: sequence };
}
