import type { EventRow } from './event-log.ts';
import type { Sql } from './sql.ts';
import { BY_ORDER, BY_PLACES } from './webhook-plans.ts';

/** An event that webhooks are to be made of, with what was looked up when it happened; none that the log does not hold. */
export type DueEvent<Facts> = {
  readonly sequence: number;
  readonly event: EventRow | null;
  readonly facts: Facts | null;
};

/**
 * The teams of which events are due. The index is walked from one team to the next, so it is read a row or two for each
 * of them, however much waits. Has to run in a transaction, as all of these.
 */
export async function findDueTeams(sql: Sql): Promise<readonly string[]> {
  const [, rows] = await Promise.all([sql(BY_ORDER), sql<{ team_id: string }>(DUE_TEAMS)]);
  return rows.map(({ team_id }) => team_id);
}

const DUE_TEAMS = `
  with recursive team (id) as (
    (select team_id from webhook_outbox order by team_id limit 1)
    union all
    select (select o.team_id from webhook_outbox o where o.team_id > t.id order by o.team_id limit 1)
    from team t where t.id is not null
  )
  select t.id as team_id from team t
  cross join lateral (
    select from webhook_outbox o where o.team_id = t.id and o.due_at <= now()
    order by o.sequence limit 1) due`;

/** The first events of a team that are due, in their order. */
export async function findDueEvents<Facts>(
  sql: Sql,
  teamId: string,
  limit: number,
): Promise<readonly DueEvent<Facts>[]> {
  const [, rows] = await Promise.all([
    sql(BY_ORDER),
    sql<{ due_sequence: string; facts: Facts | null } & (EventRow | { event_id: null })>(
      DUE_EVENTS,
      [teamId, limit],
    ),
  ]);
  return rows.map(({ due_sequence, facts, ...event }) => ({
    sequence: Number(due_sequence),
    facts,
    event: event.event_id === null ? null : event,
  }));
}

const DUE_EVENTS = `
  with due as materialized (
    select team_id, sequence as due_sequence, facts from webhook_outbox
    where team_id = $1 and due_at <= now() order by sequence limit $2)
  select due.due_sequence, due.facts, e.* from due
  left join lateral (
    select * from event where team_id = due.team_id and sequence >= due.due_sequence
    order by sequence limit 1) e on e.sequence = due.due_sequence
  order by due.due_sequence`;

/** Takes events out, given in their order, and answers those that nobody has taken before. */
export async function takeEvents(
  sql: Sql,
  teamId: string,
  sequences: readonly number[],
): Promise<ReadonlySet<number>> {
  const [, rows] = await Promise.all([
    sql(BY_PLACES),
    sql<{ sequence: string }>(
      // between its ends: PostgreSQL 15 finds what is in a list by reading all that waits of the team
      `with held as materialized (
         select ctid as place from webhook_outbox
         where team_id = $1 and sequence = any($2) and sequence between $3 and $4
         order by sequence for update)
       delete from webhook_outbox o using held where o.ctid = held.place and o.team_id = $1
       returning o.sequence`,
      [teamId, sequences, sequences[0] ?? null, sequences.at(-1) ?? null],
    ),
  ]);
  return new Set(rows.map(({ sequence }) => Number(sequence)));
}

/** Puts off events that no webhook could be made of: longer each time, and never longer than the most, in milliseconds. */
export async function putOffEvents(
  sql: Sql,
  teamId: string,
  { sequences, firstMs, mostMs }: PutOff,
): Promise<void> {
  await sql(
    `update webhook_outbox set attempts = attempts + 1, due_at = now()
       + least($3 * power(2, least(attempts, 20)), $4) * interval '1 millisecond'
     where team_id = $1 and sequence = any($2)`,
    [teamId, sequences, firstMs, mostMs],
  );
}

type PutOff = {
  readonly sequences: readonly number[];
  readonly firstMs: number;
  readonly mostMs: number;
};
