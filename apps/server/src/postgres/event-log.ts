import { hash } from 'node:crypto';
import {
  type Actor,
  type ChainedEvent,
  chainEvent,
  type EventLog,
  type JsonValue,
  linkText,
  type NewEvent,
  startOfChain,
} from '@kontor/core';
import { mintId } from '../ids.ts';
import { factsFor } from '../webhooks/facts.ts';
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
  return hash('sha256', text);
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
      const sealed = sealedPart({
        ...event,
        event_id: mintId('event'),
        team_id: teamId,
        at: now(),
      });
      const first = chainEvent(startOfChain(teamId, sha256), sealed, sha256);
      const { beforeHash, beforeSequence, end } = linkText(sealed);
      const added = await sql(APPEND, [
        teamId,
        first.hash,
        first.previousHash,
        Buffer.from(beforeHash),
        Buffer.from(beforeSequence),
        Buffer.from(end),
        sealed.id,
        sealed.type,
        sealed.at,
        sealed.actor,
        sealed.subject,
        sealed.operationId,
        sealed.data,
        facts,
      ]);
      if (added.length === 0) throw logIsClosed(teamId);
    },
  };
}

/**
 * Moves the head and adds the event that stands there, in one: nobody of the team waits while a digest
 * travels. It is made of functions that never change their answer, as Citus asks where rows are changed.
 */
const APPEND = `
  with head as (
    insert into event_head as h (team_id, sequence, hash, previous_hash) values ($1, 1, $2, $3)
    on conflict (team_id) do update set sequence = h.sequence + 1, previous_hash = h.hash,
      hash = encode(sha256($4::bytea || decode(h.hash, 'escape') || $5::bytea
        || decode((h.sequence + 1)::text, 'escape') || $6::bytea), 'hex')
    where h.closed_at is null
    returning team_id, sequence, previous_hash, hash
  ), outbox as (
    insert into webhook_outbox (team_id, sequence, facts)
    select team_id, sequence, $14::jsonb from head
  )
  insert into event (team_id, sequence, event_id, type, at, actor, subject, operation_id, data,
    previous_hash, hash)
  select team_id, sequence, $7, $8, $9::timestamptz, $10::jsonb, $11::jsonb, $12, $13::jsonb,
    previous_hash, hash from head
  returning sequence`;

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
