import { randomText } from '../ids.ts';
import type { Sql } from './sql.ts';
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
  const full = rows.filter(isFull);
  const empty = rows.filter((row) => !isFull(row));
  if (empty.length > 0) await dropEmpty(sql, empty);
  const lost = full.filter(({ was_leased }) => was_leased);
  const ended = lost.length > 0 ? await endLost(sql, lost, now) : undefined;
  return full.map((row) => claimedFrom({ ...row, ...ended?.get(row.delivery_id) }, lease, now));
}

/**
 * Each receiver with a line is looked at by itself, by walking the index from one to the next, and gives no
 * more lines than it has room for; where all of them together have more than there is room for, the first of each come
 * before the second of any. The walk goes backward: what was sent leaves its dead entries where a
 * receiver's lines are due first, and its last ones are met without them. Then each line that nobody else holds is held and leased where it was
 * seen: no index is searched for it again. The first of a line is looked for from the line on, and its delivery from its
 * position on. Looked for as equal, either could become a walk through all lines, or through all that a receiver has had,
 * depending on what the database knows.
 *
 * Nobody waits until the lease has reached the disk. A database that breaks down before forgets it, and
 * what was sent meanwhile is sent again, as whatever is under way when something breaks down.
 */
const CLAIM = `
  with recursive receiver (id) as (
    (select receiver_id from webhook_line order by receiver_id desc limit 1)
    union all
    select (select l.receiver_id from webhook_line l where l.receiver_id < r.id
            order by l.receiver_id desc limit 1)
    from receiver r where r.id is not null
  ), place as (
    select id, greatest($3 - coalesce(($4::jsonb ->> id)::int, 0), 0) as free
    from receiver where id is not null
  ), due as materialized (
    select l.place
    from (select set_config('synchronous_commit', 'off', true)) quietly, place p
    cross join lateral (
      select place, due_at, row_number() over (order by due_at) as turn from (
        select ctid as place, due_at from webhook_line
        where receiver_id = p.id and due_at <= $1 and (leased_until is null or leased_until < now())
        order by due_at limit p.free) first) l
    order by l.turn, l.due_at limit $2
  ), held as materialized (
    select h.* from due cross join lateral (
      select ctid as place, team_id, receiver_id, subject, leased_by is not null as was_leased,
        begun_at as begun_before
      from webhook_line l
      where l.ctid = due.place and (l.leased_until is null or l.leased_until < now())
      limit 1 for update skip locked) h
  ), leased as (
    update webhook_line set leased_by = $5, begun_at = $1,
      leased_until = now() + $6 * interval '1 millisecond'
    where ctid = any(array(select place from held))
    returning team_id, receiver_id, subject, ctid as line_at)
  select h.team_id, h.receiver_id, h.subject, h.was_leased, h.begun_before,
    l.line_at, f.open_at, w.*
  from leased l join held h using (team_id, receiver_id, subject)
  left join lateral (
    select team_id, receiver_id, subject, position, ctid as open_at from webhook_open
    where (team_id, receiver_id, subject) >= (h.team_id, h.receiver_id, h.subject)
      and state = 'waiting'
    order by team_id, receiver_id, subject, position limit 1) f
    on (f.team_id, f.receiver_id, f.subject) = (h.team_id, h.receiver_id, h.subject)
  left join lateral (
    select position, delivery_id, body, attempts, attempts_before, tried_from, first_attempt_at,
      ctid as delivery_at
    from webhook_delivery
    where team_id = f.team_id and receiver_id = f.receiver_id and position >= f.position
    order by position limit 1) w on w.position = f.position`;

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
