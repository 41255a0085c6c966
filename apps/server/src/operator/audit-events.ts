import type { Actor } from '@kontor/core';
import type { AuditEvent } from '@kontor/protocol/kontor';
import { askedOf, type EventFilter, narrowing } from '../postgres/event-filter.ts';
import type { EventRow } from '../postgres/event-log.ts';
import { eventView } from '../postgres/event-view.ts';
import type { Sql } from '../postgres/sql.ts';
import { logOf } from './audit-verification.ts';

type Wanted = EventFilter & {
  readonly team?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
};

type Row = EventRow & { slug: string | null };

/** What happened over all teams, newest first, with who did it by name. */
export async function listAuditEvents(read: Sql, wanted: Wanted): Promise<AuditEvent[]> {
  const { text, values } = pageOf(wanted);
  const rows = await read<Row>(text, values);
  const names = await namesOf(
    read,
    rows.map(({ actor }) => idOf(actor)).filter((id) => id !== undefined),
  );
  return rows.map((row) => ({
    ...eventView(row, 'all'),
    team: logOf(row),
    by: names.get(idOf(row.actor) ?? '') ?? null,
  }));
}

/** Ids begin with the time, so their order, byte by byte, is that of the events. */
const ID = 'event_id collate "C"';

function pageOf({ team, since, until, before, limit, ...filter }: Wanted) {
  const values: unknown[] = [limit];
  const narrowed = narrowing(
    [
      ['team_id = coalesce((select "id" from people.organization where "slug" = $), $)', team],
      ['at >= $', since],
      ['at < $', until],
      [`${ID} < $`, before],
      ...askedOf(filter),
    ],
    values,
  );
  const text = `select e.*, o."slug"
    from (select * from event where true ${narrowed} order by ${ID} desc limit $1) e
    left join people.organization o on o."id" = e.team_id order by e.${ID} desc`;
  return { text, values };
}

/** What identifies an actor and has a name; the host itself has none. */
function idOf(actor: Actor): string | undefined {
  switch (actor.kind) {
    case 'person':
      return actor.userId;
    case 'machine':
      return actor.tokenId;
    case 'service':
      return actor.serviceId;
    case 'provider':
      return actor.installationId;
    case 'system':
      return undefined;
  }
}

async function namesOf(read: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await read<{ id: string; name: string }>(
    `select "id" as id, "name" as name from people."user" where "id" = any($1)
     union all select token_id, name from access_token where token_id = any($1)
     union all select service_id, name from service where service_id = any($1)
     union all select r.installation_id, g.name from installation_route r
       join integration g on g.integration_id = r.integration_id where r.installation_id = any($1)`,
    [[...new Set(ids)]],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
