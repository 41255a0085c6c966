import { createHash } from 'node:crypto';
import {
  type Actor,
  type ChainedEvent,
  chainEvent,
  type EventLog,
  type JsonValue,
  type NewEvent,
  startOfChain,
} from '@kontor/core';
import { mintId } from '../ids.ts';
import { type Facts, factsFor } from '../webhooks/facts.ts';
import type { Sql } from './sql.ts';

export type EventRow = {
  team_id: string;
  sequence: string;
  event_id: string;
  type: string;
  at: Date;
  actor: Actor;
  subject: Record<string, string>;
  operation_id: string | null;
  data: Record<string, JsonValue>;
  previous_hash: string;
  hash: string;
};

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/**
 * The event log of one team. Appending locks the head of the team's chain until the transaction
 * ends, so events of one team have one order. Each event is put in the outbox that webhooks are made
 * from.
 */
export function eventLog(sql: Sql, teamId: string, now: () => Date): EventLog {
  return {
    append: async (event) => {
      // before the lock, which everybody of the team waits for
      const facts = await factsFor(sql, teamId, event);
      const start = startOfChain(teamId, sha256);
      const [head] = await sql<{ sequence: string; hash: string; closed_at: Date | null }>(
        `insert into event_head as h (team_id, sequence, hash) values ($1, 0, $2)
         on conflict (team_id) do update set sequence = h.sequence
         returning sequence, hash, closed_at`,
        [teamId, start.hash],
      );
      if (head?.closed_at) throw logIsClosed(teamId);
      const previous = head ? { sequence: Number(head.sequence), hash: head.hash } : start;
      const sealed = chainEvent(
        previous,
        sealedPart({ ...event, event_id: mintId('event'), team_id: teamId, at: now() }),
        sha256,
      );
      await write(sql, teamId, sealed, facts);
    },
  };
}

/**
 * Keeps a team from being deleted until the transaction ends, for changes that append nothing yet.
 * Throws when it was deleted while they were on their way. Appending is not kept waiting.
 */
export async function requireOpenLog(sql: Sql, teamId: string): Promise<void> {
  const [head] = await sql<{ closed_at: Date | null }>(
    'select closed_at from event_head where team_id = $1 for key share',
    [teamId],
  );
  if (head?.closed_at) throw logIsClosed(teamId);
}

/** Waits for whoever is changing something, and lets nobody change anything of the team after this. */
export async function closeLog(sql: Sql, teamId: string, at: Date): Promise<void> {
  await sql('select from event_head where team_id = $1 for update', [teamId]);
  await sql('update event_head set closed_at = $2 where team_id = $1', [teamId, at]);
}

function logIsClosed(teamId: string): Error {
  return new Error(`${teamId} was deleted, and its log is closed`);
}

type Placed = NewEvent & { readonly event_id: string; readonly team_id: string; readonly at: Date };

/** What the hash of an event covers: everything a reader sees. */
function sealedPart(event: Placed) {
  return {
    id: event.event_id,
    teamId: event.team_id,
    type: event.type,
    at: event.at.toISOString(),
    actor: { ...event.actor },
    subject: { ...event.subject },
    operationId: event.operationId ?? null,
    data: { ...event.data },
  };
}

/** A stored event as a link of its chain, to be verified. */
export function linkOf(row: EventRow): ChainedEvent {
  return {
    sequence: Number(row.sequence),
    previousHash: row.previous_hash,
    hash: row.hash,
    event: {
      id: row.event_id,
      teamId: row.team_id,
      type: row.type,
      at: row.at.toISOString(),
      actor: { ...row.actor },
      subject: row.subject,
      operationId: row.operation_id,
      data: row.data,
    },
  };
}

async function write(
  sql: Sql,
  teamId: string,
  link: ChainedEvent<ReturnType<typeof sealedPart>>,
  facts: Facts | null,
): Promise<void> {
  const { event } = link;
  await sql(
    `with head as (
       update event_head set sequence = $2, hash = $11 where team_id = $1
     ), outbox as (
       insert into webhook_outbox (team_id, sequence, facts) values ($1, $2, $12)
     )
     insert into event (team_id, sequence, event_id, type, at, actor, subject, operation_id, data,
       previous_hash, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      teamId,
      link.sequence,
      event.id,
      event.type,
      event.at,
      event.actor,
      event.subject,
      event.operationId,
      event.data,
      link.previousHash,
      link.hash,
      facts,
    ],
  );
}
