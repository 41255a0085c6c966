import { randomText } from '../ids.ts';
import type { Database } from './database.ts';
import type { Sql } from './sql.ts';
import type { ReceiverKey } from './webhook-delivery-store.ts';

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
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly now: () => Date;
  /** How long a line belongs to a process that shows no sign of life, in milliseconds. */
  readonly leaseMs: number;
};

/**
 * The deliveries that wait, as lines of one receiver and subject. A line is leased as a whole and only
 * its first delivery is sent, so nobody overtakes and nothing is sent twice at once. Each receiver with a
 * line is looked at by itself: however long one's lines are, they stand before nobody else's.
 */
export function createWebhookQueue({ database, now, leaseMs }: Ports): WebhookQueue {
  return {
    claim: (room) =>
      database.transact(async (sql) => {
        const lease = randomText(16);
        const lines = await leaseLines(sql, { room, now: now(), lease, leaseMs });
        const claimed: ClaimedDelivery[] = [];
        for (const line of lines) {
          const first = await beginAttempt(sql, line, now());
          if (first === undefined) await dropLine(sql, line);
          else claimed.push({ ...first, lease });
        }
        return claimed;
      }),
    renew: async (leases) => {
      await database.read(
        `update webhook_line set leased_until = now() + $2 * interval '1 millisecond'
         where leased_by = any($1)`,
        [leases, leaseMs],
      );
    },
    finish: (claimed, record, after) =>
      database.transact(async (sql) => {
        await endAttempt(sql, claimed, record);
        const isOurs = await moveLine(sql, claimed, after, now());
        if (isOurs && after.state !== 'waiting')
          await endDelivery(sql, claimed, after.state, now());
      }),
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

/** An attempt that never ended was one of a process that did: it is closed, as nobody knows how it went. */
async function beginAttempt(sql: Sql, { teamId, receiverId, subject }: Line, at: Date) {
  const [row] = await sql<{
    delivery_id: string;
    body: string;
    attempts: number;
    attempts_before: number;
    tried_from: Date;
    first_attempt_at: Date;
  }>(
    `update webhook_delivery d set attempts = d.attempts + 1,
       first_attempt_at = coalesce(d.first_attempt_at, $4)
     from (select position from webhook_delivery
           where team_id = $1 and receiver_id = $2 and subject = $3 and state = 'waiting'
           order by position limit 1) first
     where d.team_id = $1 and d.receiver_id = $2 and d.position = first.position
     returning d.delivery_id, d.body, d.attempts, d.attempts_before, d.tried_from,
       d.first_attempt_at`,
    [teamId, receiverId, subject, at],
  );
  if (row === undefined) return undefined;
  await sql(
    `with lost as (
       update webhook_attempt set outcome = 'interrupted'
       where team_id = $1 and receiver_id = $2 and delivery_id = $3 and outcome is null)
     insert into webhook_attempt (team_id, receiver_id, delivery_id, attempt, at)
     values ($1, $2, $3, $4, $5)`,
    [teamId, receiverId, row.delivery_id, row.attempts, at],
  );
  return {
    teamId,
    receiverId,
    subject,
    deliveryId: row.delivery_id,
    body: row.body,
    attempt: row.attempts,
    attempts: row.attempts - row.attempts_before,
    triedFrom: row.tried_from,
    firstAttemptAt: row.first_attempt_at,
  };
}

async function dropLine(sql: Sql, { teamId, receiverId, subject }: Line): Promise<void> {
  await sql('delete from webhook_line where team_id = $1 and receiver_id = $2 and subject = $3', [
    teamId,
    receiverId,
    subject,
  ]);
}

async function endAttempt(sql: Sql, claimed: ClaimedDelivery, record: AttemptRecord) {
  await sql(
    `update webhook_attempt set outcome = $5, status = $6, message = $7, duration_ms = $8,
       response_body = $9
     where team_id = $1 and receiver_id = $2 and delivery_id = $3 and attempt = $4`,
    [
      claimed.teamId,
      claimed.receiverId,
      claimed.deliveryId,
      claimed.attempt,
      record.outcome,
      record.status,
      record.message,
      record.durationMs,
      record.responseBody,
    ],
  );
}

/** Gives the line back, shorter by one when its first delivery has ended. Answers whether it was ours. */
async function moveLine(
  sql: Sql,
  { teamId, receiverId, subject, lease }: ClaimedDelivery,
  after: AfterAttempt,
  now: Date,
): Promise<boolean> {
  const [row] = await sql<{ waiting: number }>(
    `update webhook_line set leased_until = null, leased_by = null, due_at = $5,
       waiting = waiting - case when $6 then 1 else 0 end
     where team_id = $1 and receiver_id = $2 and subject = $3 and leased_by = $4
     returning waiting`,
    [
      teamId,
      receiverId,
      subject,
      lease,
      after.state === 'waiting' ? after.dueAt : now,
      after.state !== 'waiting',
    ],
  );
  if (row !== undefined && row.waiting <= 0) await dropLine(sql, { teamId, receiverId, subject });
  return row !== undefined;
}

async function endDelivery(
  sql: Sql,
  { teamId, receiverId, deliveryId }: ClaimedDelivery,
  state: 'delivered' | 'parked' | 'skipped',
  now: Date,
): Promise<void> {
  await sql(
    `update webhook_delivery set state = $4, ended_at = $5
     where team_id = $1 and receiver_id = $2 and delivery_id = $3 and state = 'waiting'`,
    [teamId, receiverId, deliveryId, state, now],
  );
}
