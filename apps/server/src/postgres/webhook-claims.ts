import { randomText } from '../ids.ts';
import type { Sql } from './sql.ts';
import { CLAIM, FIRSTS } from './webhook-claim-statements.ts';
import { BY_ORDER } from './webhook-plans.ts';
import type { ClaimedDelivery, Room } from './webhook-queue.ts';

type Claim = { readonly room: Room; readonly now: Date; readonly leaseMs: number };

/**
 * Leases the first deliveries of lines that are due, of every receiver in turn. Nothing but the line is
 * written: an attempt is put down when it ends, and one that never ended when its line is taken over.
 */
export async function claimLines(sql: Sql, claim: Claim): Promise<readonly ClaimedDelivery[]> {
  const { room, now, leaseMs } = claim;
  const lease = randomText(16);
  const [, rows] = await Promise.all([
    sql(BY_ORDER),
    sql<Row>(CLAIM, [
      ...[now, room.total, room.perReceiver, JSON.stringify(Object.fromEntries(room.active))],
      ...[lease, leaseMs],
    ]),
  ]);
  const moved = rows.filter((row) => !isFull(row));
  const found = moved.length > 0 ? await findFirsts(sql, moved) : [];
  const full = [...rows, ...found].filter(isFull);
  const empty = found.filter((row) => !isFull(row));
  if (empty.length > 0) await dropEmpty(sql, empty);
  const lost = full.filter(({ was_leased }) => was_leased);
  const ended = lost.length > 0 ? await endLost(sql, lost, now) : undefined;
  return full.map((row) => claimedFrom({ ...row, ...ended?.get(row.delivery_id) }, lease, now));
}

type Line = { readonly team_id: string; readonly receiver_id: string; readonly subject: string };

type FullRow = Line & {
  readonly was_leased: boolean;
  readonly begun_before: Date | null;
  readonly position: string;
  readonly delivery_id: string;
  readonly body: string;
  readonly attempts: number;
  readonly attempts_before: number;
  readonly tried_from: Date;
  readonly first_attempt_at: Date | null;
  readonly line_at: string;
  readonly delivery_at: string;
  readonly open_at: string;
};

type Row = FullRow | (Line & { readonly delivery_id: null });

function isFull(row: Row): row is FullRow {
  return row.delivery_id !== null;
}

function claimedFrom(row: FullRow, lease: string, now: Date): ClaimedDelivery {
  const attempt = row.attempts + 1;
  return {
    teamId: row.team_id,
    receiverId: row.receiver_id,
    subject: row.subject,
    position: row.position,
    deliveryId: row.delivery_id,
    body: row.body,
    attempt,
    attempts: attempt - row.attempts_before,
    triedFrom: row.tried_from,
    firstAttemptAt: row.first_attempt_at ?? now,
    lease,
    places: { line: row.line_at, delivery: row.delivery_at, open: row.open_at },
  };
}

/** Of lines that did not say where their first delivery stands, or where it stands no more. */
async function findFirsts(sql: Sql, lines: readonly Row[]): Promise<readonly Row[]> {
  const rows = await sql<Row & { index: number }>(FIRSTS, keysOf(lines, 'subject'));
  return rows.map(({ index, ...found }) => ({ ...lines[index - 1], ...found }) as Row);
}

/** A line in which nothing waits is none. */
async function dropEmpty(sql: Sql, lines: readonly Line[]): Promise<void> {
  await sql(
    `delete from webhook_line l
     using unnest($1::text[], $2::text[], $3::text[]) as e (team_id, receiver_id, subject)
     where l.team_id = any($1) and l.team_id = e.team_id and l.receiver_id = e.receiver_id
       and l.subject = e.subject`,
    keysOf(lines, 'subject'),
  );
}

type Counted = Pick<FullRow, 'attempts' | 'first_attempt_at' | 'delivery_at'>;

/**
 * Ends attempts of processes that did: nobody knows how they went. One of an earlier version has been
 * counted and written down when it began, and has only no outcome yet. A delivery is changed where it was just claimed,
 * and is somewhere else from then on: nobody else moves one whose line is held.
 */
async function endLost(
  sql: Sql,
  lost: readonly FullRow[],
  now: Date,
): Promise<ReadonlyMap<string, Counted>> {
  const rows = await sql<Counted & { delivery_id: string }>(
    `with lost as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::tid[])
         as l (team_id, receiver_id, delivery_id, begun_at, delivery_at)),
     written as (
       update webhook_attempt a set outcome = 'interrupted' from lost l
       where a.team_id = any($1) and a.team_id = l.team_id and a.receiver_id = l.receiver_id
         and a.delivery_id = l.delivery_id and a.outcome is null
       returning a.delivery_id),
     counted as (
       update webhook_delivery d set attempts = d.attempts + 1,
         first_attempt_at = coalesce(d.first_attempt_at, l.begun_at)
       from lost l
       where d.ctid = l.delivery_at and d.team_id = any($1) and d.team_id = l.team_id
         and d.receiver_id = l.receiver_id and d.delivery_id = l.delivery_id
         and not exists (select from written w where w.delivery_id = l.delivery_id)
       returning d.team_id, d.receiver_id, d.delivery_id, d.attempts, d.first_attempt_at, l.begun_at,
         d.ctid as delivery_at),
     told as (
       insert into webhook_attempt (team_id, receiver_id, delivery_id, attempt, at, outcome)
       select team_id, receiver_id, delivery_id, attempts, begun_at, 'interrupted' from counted)
     select delivery_id, attempts, first_attempt_at, delivery_at from counted`,
    [
      ...keysOf(lost, 'delivery_id'),
      lost.map(({ begun_before }) => begun_before ?? now),
      lost.map(({ delivery_at }) => delivery_at),
    ],
  );
  return new Map(rows.map(({ delivery_id, ...counted }) => [delivery_id, counted]));
}

/** Team, receiver and what it is within these, as lists for `unnest`. */
function keysOf<Each extends Line>(all: readonly Each[], last: keyof Each) {
  return [
    all.map(({ team_id }) => team_id),
    all.map(({ receiver_id }) => receiver_id),
    all.map((each) => each[last]),
  ];
}
