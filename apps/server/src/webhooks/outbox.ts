import type { Database } from '../postgres/database.ts';
import type { EventRow } from '../postgres/event-log.ts';
import { enqueueDeliveries, type NewDelivery } from '../postgres/webhook-delivery-store.ts';
import {
  type DueEvent,
  findDueEvents,
  findDueTeams,
  putOffEvents,
  takeEvents,
} from '../postgres/webhook-outbox.ts';
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
  const { transact } = ports.database;
  while (!signal.aborted) {
    const teams = await transact(findDueTeams);
    if (teams.length === 0) return;
    for (const teamId of teams) {
      if (signal.aborted) return;
      await followTeam(ports, teamId);
    }
  }
}

/** Both who race for the same events see them from the first on, so their order stays. */
async function followTeam(ports: OutboxPorts, teamId: string): Promise<void> {
  const { transact } = ports.database;
  const due = await transact((sql) => findDueEvents<Facts>(sql, teamId, BATCH));
  const made: Made[] = [];
  for (const each of due) made.push(await makeDeliveries(ports, each));
  const sequences = (isBroken: boolean) =>
    made.filter((each) => each.isBroken === isBroken).map(({ sequence }) => sequence);
  await transact(async (sql) => {
    const taken = await takeEvents(sql, teamId, sequences(false));
    await putOffEvents(sql, teamId, {
      ...{ sequences: sequences(true), firstMs: FIRST_WAIT_MS, mostMs: LONGEST_WAIT_MS },
    });
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

/** Of what the log does not hold there is nothing to tell. */
async function makeDeliveries(
  ports: OutboxPorts,
  { sequence, event: row, facts }: DueEvent<Facts>,
): Promise<Made> {
  if (row === null) return { sequence, isBroken: false, deliveries: [] };
  const event = eventOf(row);
  const { teamId, type } = event;
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
