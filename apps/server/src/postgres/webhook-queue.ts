import { Batches } from '../batches.ts';
import { randomText } from '../ids.ts';
import type { Database } from './database.ts';
import type { Sql } from './sql.ts';
import type { ReceiverKey } from './webhook-delivery-store.ts';
import { type Ended, writeEnds } from './webhook-ends.ts';

/** A delivery that this process is to send now, once. */
export type ClaimedDelivery = ReceiverKey & {
  readonly deliveryId: string;
  readonly subject: string;
  readonly body: string;
  /** Attempts that were begun, this one included. */
  readonly attempt: number;
  /** The same since it was last sent again by hand. */
  readonly attempts: number;
  readonly triedFrom: Date;
  readonly firstAttemptAt: Date;
  /** Under what the line is leased. */
  readonly lease: string;
};

/** What is kept of an attempt: no secret, and no more of the answer than helps. */
export type AttemptRecord = {
  readonly outcome: string;
  readonly status: number | null;
  readonly message: string | null;
  readonly durationMs: number;
  readonly responseBody: string | null;
};

/** What becomes of the delivery after an attempt. */
export type AfterAttempt =
  | { readonly state: 'delivered' | 'parked' | 'skipped' }
  | { readonly state: 'waiting'; readonly dueAt: Date };

/** The most attempts whose ends are written down in one transaction. */
const MOST_ENDS = 100;

/** How much a process can take on. */
export type Room = {
  readonly total: number;
  readonly perReceiver: number;
  /** What it is sending at the moment. */
  readonly active: ReadonlyMap<string, number>;
};

export type WebhookQueue = {
  /** Takes the first deliveries of lines that are due, of every receiver in turn, and begins an attempt. */
  readonly claim: (room: Room) => Promise<readonly ClaimedDelivery[]>;
  /** Keeps the lines of attempts that are under way from being taken over. */
  readonly renew: (leases: readonly string[]) => Promise<void>;
  /** Ends the attempt. Who has lost the lease keeps the record of the attempt and changes nothing else. */
  readonly finish: (
    claimed: ClaimedDelivery,
    record: AttemptRecord,
    after: AfterAttempt,
  ) => Promise<void>;
};

type Ports = {
  readonly database: Pick<Database, 'upkeep' | 'transact'>;
  readonly now: () => Date;
  /** How long a line belongs to a process that shows no sign of life, in milliseconds. */
  readonly leaseMs: number;
};

/**
 * The deliveries that wait, as lines of one receiver and subject. A line is leased as a whole and only
 * its first delivery is sent, so nobody overtakes and nothing is sent twice at once. Each receiver with a
 * line is looked at by itself: however long one's lines are, they stand before nobody else's. What ends at
 * about the same time is written down in one transaction.
 */
export function createWebhookQueue({ database, now, leaseMs }: Ports): WebhookQueue {
  const ended = new Batches<Ended>(
    (batch) => database.transact((sql) => writeEnds(sql, batch, now())),
    MOST_ENDS,
  );
  return {
    claim: (room) =>
      database.transact(async (sql) => {
        const lease = randomText(16);
        const lines = await leaseLines(sql, { room, now: now(), lease, leaseMs });
        const begun = lines.length === 0 ? [] : await beginAttempts(sql, lines, now());
        const claimed = begun.map((each) => ({ ...each, lease }));
        if (begun.length < lines.length) await dropEmpty(sql, lines, begun);
        return claimed;
      }),
    renew: async (leases) => {
      await database.upkeep(
        `update webhook_line set leased_until = now() + $2 * interval '1 millisecond'
         where leased_by = any($1)`,
        [leases, leaseMs],
      );
    },
    finish: (claimed, record, after) => ended.add({ claimed, record, after }),
  };
}

type Line = ReceiverKey & { readonly subject: string };

async function leaseLines(
  sql: Sql,
  { room, now, lease, leaseMs }: { room: Room; now: Date; lease: string; leaseMs: number },
): Promise<readonly Line[]> {
  const rows = await sql<{ team_id: string; receiver_id: string; subject: string }>(
    `with recursive receiver (id) as (
       (select receiver_id from webhook_line order by receiver_id limit 1)
       union all
       select (select l.receiver_id from webhook_line l where l.receiver_id > r.id
               order by l.receiver_id limit 1)
       from receiver r where r.id is not null
     ), place as (
       select r.id, greatest($3 - coalesce(a.active, 0), 0) as free
       from receiver r left join unnest($4::text[], $5::int[]) as a (id, active) on a.id = r.id
       where r.id is not null
     ), due as (
       select l.team_id, l.receiver_id, l.subject from place p cross join lateral (
         select team_id, receiver_id, subject, due_at from webhook_line
         where receiver_id = p.id and due_at <= $1
           and (leased_until is null or leased_until < now())
         order by due_at limit p.free for update skip locked) l
       order by l.due_at limit $2
     )
     update webhook_line l
     set leased_by = $6, leased_until = now() + $7 * interval '1 millisecond'
     from due where l.team_id = due.team_id and l.receiver_id = due.receiver_id
       and l.subject = due.subject
     returning l.team_id, l.receiver_id, l.subject`,
    [
      now,
      room.total,
      room.perReceiver,
      [...room.active.keys()],
      [...room.active.values()],
      lease,
      leaseMs,
    ],
  );
  return rows.map((row) => ({
    teamId: row.team_id,
    receiverId: row.receiver_id,
    subject: row.subject,
  }));
}

type Begun = Omit<ClaimedDelivery, 'lease'>;

/**
 * An attempt that never ended was one of a process that did: it is closed, as nobody knows how it went.
 * The first of a line is found by its index whatever the database knows of the table: looked for as
 * equal, it could go through all that its receiver has had, in order.
 */
async function beginAttempts(sql: Sql, lines: readonly Line[], at: Date): Promise<Begun[]> {
  const rows = await sql<BegunRow>(
    `with line as (
       select * from unnest($1::text[], $2::text[], $3::text[]) as l (team_id, receiver_id, subject)),
     first as materialized (
       select w.team_id, w.receiver_id, w.position from line l cross join lateral (
         select team_id, receiver_id, subject, position from webhook_delivery
         where (team_id, receiver_id, subject) >= (l.team_id, l.receiver_id, l.subject)
           and state = 'waiting'
         order by team_id, receiver_id, subject, position limit 1) w
       where (w.team_id, w.receiver_id, w.subject) = (l.team_id, l.receiver_id, l.subject))
     update webhook_delivery d set attempts = d.attempts + 1,
       first_attempt_at = coalesce(d.first_attempt_at, $4)
     from first f
     where d.team_id = any($1) and d.team_id = f.team_id and d.receiver_id = f.receiver_id
       and d.position = f.position
     returning d.team_id, d.receiver_id, d.subject, d.delivery_id, d.body, d.attempts,
       d.attempts_before, d.tried_from, d.first_attempt_at`,
    [...columnsOf(lines, 'teamId', 'receiverId', 'subject'), at],
  );
  const begun = rows.map(begunFrom);
  await sql(
    `with begun as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::int[])
         as b (team_id, receiver_id, delivery_id, attempt)),
     lost as (
       update webhook_attempt a set outcome = 'interrupted' from begun b
       where a.team_id = any($1) and a.team_id = b.team_id and a.receiver_id = b.receiver_id
         and a.delivery_id = b.delivery_id and a.outcome is null)
     insert into webhook_attempt (team_id, receiver_id, delivery_id, attempt, at)
     select team_id, receiver_id, delivery_id, attempt, $5 from begun`,
    [...columnsOf(begun, 'teamId', 'receiverId', 'deliveryId', 'attempt'), at],
  );
  return begun;
}

type BegunRow = {
  readonly team_id: string;
  readonly receiver_id: string;
  readonly subject: string;
  readonly delivery_id: string;
  readonly body: string;
  readonly attempts: number;
  readonly attempts_before: number;
  readonly tried_from: Date;
  readonly first_attempt_at: Date;
};

function begunFrom(row: BegunRow): Begun {
  return {
    teamId: row.team_id,
    receiverId: row.receiver_id,
    subject: row.subject,
    deliveryId: row.delivery_id,
    body: row.body,
    attempt: row.attempts,
    attempts: row.attempts - row.attempts_before,
    triedFrom: row.tried_from,
    firstAttemptAt: row.first_attempt_at,
  };
}

/** A line in which nothing waits is none. */
async function dropEmpty(sql: Sql, lines: readonly Line[], begun: readonly Begun[]): Promise<void> {
  const full = new Set(begun.map(keyOf));
  const empty = lines.filter((line) => !full.has(keyOf(line)));
  await sql(
    `delete from webhook_line l
     using unnest($1::text[], $2::text[], $3::text[]) as e (team_id, receiver_id, subject)
     where l.team_id = any($1) and l.team_id = e.team_id and l.receiver_id = e.receiver_id
       and l.subject = e.subject`,
    columnsOf(empty, 'teamId', 'receiverId', 'subject'),
  );
}

function keyOf({ teamId, receiverId, subject }: Line): string {
  return JSON.stringify([teamId, receiverId, subject]);
}

/** The same property of each, as a list for `unnest`. */
function columnsOf<Each>(all: readonly Each[], ...names: readonly (keyof Each)[]) {
  return names.map((name) => all.map((each) => each[name]));
}
