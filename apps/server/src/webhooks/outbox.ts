import type { Database } from '../postgres/database.ts';
import type { EventRow } from '../postgres/event-log.ts';
import type { Sql } from '../postgres/sql.ts';
import { enqueueDeliveries, type NewDelivery } from '../postgres/webhook-delivery-store.ts';
import { writeDelivery } from './delivery.ts';
import { type Facts, lookupsFrom } from './facts.ts';
import { lookupsOf } from './lookups.ts';
import type { LoggedEvent, WebhookMappings } from './message.ts';
import { type ReceiversPorts, receiversOf } from './receivers.ts';

export type OutboxPorts = ReceiversPorts & {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly mappings: WebhookMappings;
  readonly now: () => Date;
  /** Told of each event that no webhook can be made of; it is tried again. */
  readonly onError: (error: unknown) => void;
};

/** Events of one team that are looked at together. */
const BATCH = 100;
/** How long an event is put off that no webhook could be made of, and at most, in milliseconds. */
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;

/**
 * Makes deliveries of the events that wait for it, until none is due. An event is taken out of the
 * outbox in the transaction that puts its deliveries in: whoever dies between changes nothing, and of
 * several processes at the same event one makes its deliveries.
 *
 * @see spec/webhooks.md — WHK-9
 */
export async function emptyOutbox(ports: OutboxPorts, signal: AbortSignal): Promise<void> {
  const { read } = ports.database;
  while (!signal.aborted) {
    // the log keeps what was put in the outbox; what it does not hold has nothing to tell
    const teams = await read<{ team_id: string }>(
      `select distinct o.team_id from webhook_outbox o join event e using (team_id, sequence)
       where o.due_at <= now()`,
    );
    if (teams.length === 0) return;
    for (const { team_id } of teams) {
      if (signal.aborted) return;
      await followTeam(ports, team_id);
    }
  }
}

/** Both who race for the same events see them from the first on, so their order stays. */
async function followTeam(ports: OutboxPorts, teamId: string): Promise<void> {
  const { read, transact } = ports.database;
  const rows = await read<EventRow & { facts: Facts | null }>(
    `select e.*, o.facts from webhook_outbox o join event e using (team_id, sequence)
     where o.team_id = $1 and o.due_at <= now() order by o.sequence limit $2`,
    [teamId, BATCH],
  );
  const made: Made[] = [];
  for (const row of rows) made.push(await makeDeliveries(ports, eventOf(row), row.facts));
  await transact(async (sql) => {
    const taken = await take(sql, teamId, made);
    await enqueueDeliveries(
      sql,
      made.filter(({ sequence }) => taken.has(sequence)).flatMap(({ deliveries }) => deliveries),
      ports.now(),
    );
  });
}

type Made = {
  readonly sequence: number;
  readonly isBroken: boolean;
  readonly deliveries: readonly NewDelivery[];
};

async function makeDeliveries(
  ports: OutboxPorts,
  event: LoggedEvent,
  facts: Facts | null,
): Promise<Made> {
  const { sequence, teamId, type } = event;
  const mapping = ports.mappings[type];
  if (mapping === undefined) return { sequence, isBroken: false, deliveries: [] };
  try {
    const deliveries: NewDelivery[] = [];
    // of an earlier version's event nothing was looked up
    const look = lookupsFrom(facts ?? {}, lookupsOf(ports.read, teamId));
    for (const message of await mapping(event, look)) {
      for (const receiver of await receiversOf(ports, event, message)) {
        deliveries.push(writeDelivery(event, message, receiver));
      }
    }
    return { sequence, isBroken: false, deliveries };
  } catch (cause) {
    const which = `the event ${event.id} of ${teamId} (${type})`;
    ports.onError(new Error(`no webhook can be made of ${which}; it is tried again`, { cause }));
    return { sequence, isBroken: true, deliveries: [] };
  }
}

/** Takes events out of the outbox and answers those that nobody has taken before. */
async function take(sql: Sql, teamId: string, made: readonly Made[]): Promise<ReadonlySet<number>> {
  const sequences = (isBroken: boolean) =>
    made.filter((each) => each.isBroken === isBroken).map(({ sequence }) => sequence);
  const rows = await sql<{ sequence: string }>(
    `with held as (
       select sequence from webhook_outbox where team_id = $1 and sequence = any($2)
       order by sequence for update)
     delete from webhook_outbox o using held where o.team_id = $1 and o.sequence = held.sequence
     returning o.sequence`,
    [teamId, sequences(false)],
  );
  await sql(
    `update webhook_outbox set attempts = attempts + 1, due_at = now()
       + least($3 * power(2, least(attempts, 20)), $4) * interval '1 millisecond'
     where team_id = $1 and sequence = any($2)`,
    [teamId, sequences(true), FIRST_WAIT_MS, LONGEST_WAIT_MS],
  );
  return new Set(rows.map(({ sequence }) => Number(sequence)));
}

function eventOf(row: EventRow): LoggedEvent {
  return {
    id: row.event_id,
    teamId: row.team_id,
    sequence: Number(row.sequence),
    type: row.type,
    at: row.at,
    actor: row.actor,
    subject: row.subject,
    data: row.data,
  };
}
