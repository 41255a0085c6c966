import type { Database } from '../postgres/database.ts';
import type { EventRow } from '../postgres/event-log.ts';
import type { Sql } from '../postgres/sql.ts';

/** An event of one of a service's teams, at its place in the feed. */
export type FedEvent = EventRow & { readonly position: string; readonly external_id: string };

/** Events put in order in one go; more wait for the next reading. */
const MOST_AT_ONCE = 2_000;

/**
 * The events of all teams of a service in one order that never changes. Each team's log has an order
 * without gaps; they are joined here when the service reads, so that writing an event costs nothing
 * more, and nothing that commits late can be passed over.
 */
export async function readFeed(
  { read, transact }: Pick<Database, 'read' | 'transact'>,
  { serviceId, after, limit }: { serviceId: string; after: number; limit: number },
): Promise<readonly FedEvent[]> {
  if (await isBehind(read, serviceId)) await transact((sql) => extend(sql, serviceId));
  return read<FedEvent>(
    `select f.position, t.external_id, e.* from service_event f
     join service_team t on t.service_id = f.service_id and t.team_id = f.team_id
     join event e on e.team_id = f.team_id and e.sequence = f.sequence
     where f.service_id = $1 and f.position > $2 order by f.position limit $3`,
    [serviceId, after, limit],
  );
}

async function isBehind(sql: Sql, serviceId: string): Promise<boolean> {
  const rows = await sql(
    `select 1 from service_team t join event_head h using (team_id)
     where t.service_id = $1 and h.sequence > t.fed_sequence limit 1`,
    [serviceId],
  );
  return rows.length > 0;
}

/** Gives what is not in the feed yet its places, one reader at a time. */
async function extend(sql: Sql, serviceId: string): Promise<void> {
  await sql('select 1 from service where service_id = $1 for update', [serviceId]);
  await sql(
    `with missing as (
       select e.team_id, e.sequence, e.at from service_team t
       join event e on e.team_id = t.team_id and e.sequence > t.fed_sequence
       where t.service_id = $1 order by e.at, e.team_id, e.sequence limit ${MOST_AT_ONCE}),
     fed as (
       insert into service_event (service_id, position, team_id, sequence)
       select $1, coalesce((select max(position) from service_event where service_id = $1), 0)
           + row_number() over (order by at, team_id, sequence), team_id, sequence
       from missing returning team_id, sequence)
     update service_team t set fed_sequence = f.sequence
     from (select team_id, max(sequence) as sequence from fed group by team_id) f
     where t.service_id = $1 and t.team_id = f.team_id`,
    [serviceId],
  );
}
