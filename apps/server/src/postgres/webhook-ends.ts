import type { Sql } from './sql.ts';
import type { AfterAttempt, AttemptRecord, ClaimedDelivery } from './webhook-queue.ts';

/** An attempt that is over, how it went, and what becomes of its delivery. */
export type Ended = {
  readonly claimed: ClaimedDelivery;
  readonly record: AttemptRecord;
  readonly after: AfterAttempt;
};

/** Writes down how attempts went. Who has lost the lease of a line changes nothing of it. */
export async function writeEnds(sql: Sql, ended: readonly Ended[], now: Date): Promise<void> {
  await endAttempts(sql, ended);
  const ours = await moveLines(sql, ended, now);
  const over = ended.filter(
    ({ claimed, after }) => after.state !== 'waiting' && ours.has(claimed.deliveryId),
  );
  if (over.length > 0) await endDeliveries(sql, over, now);
}

async function endAttempts(sql: Sql, ended: readonly Ended[]): Promise<void> {
  await sql(
    `update webhook_attempt a set outcome = e.outcome, status = e.status, message = e.message,
       duration_ms = e.duration_ms, response_body = e.response_body
     from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::int[], $7::text[],
       $8::int[], $9::text[]) as e (team_id, receiver_id, delivery_id, attempt, outcome, status,
       message, duration_ms, response_body)
     where a.team_id = any($1) and a.team_id = e.team_id and a.receiver_id = e.receiver_id
       and a.delivery_id = e.delivery_id and a.attempt = e.attempt`,
    [
      ...keysOf(ended),
      ended.map(({ claimed }) => claimed.attempt),
      ended.map(({ record }) => record.outcome),
      ended.map(({ record }) => record.status),
      ended.map(({ record }) => record.message),
      ended.map(({ record }) => record.durationMs),
      ended.map(({ record }) => record.responseBody),
    ],
  );
}

/**
 * Gives the lines back, shorter by one where their first delivery has ended. Answers the deliveries
 * whose line was still ours. Lines are held in the order in which new deliveries are put into them.
 */
async function moveLines(
  sql: Sql,
  ended: readonly Ended[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const rows = await sql<{ delivery_id: string }>(
    `with ended as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],
         $6::timestamptz[], $7::boolean[]) as e (team_id, receiver_id, delivery_id, subject, lease,
         due_at, is_over)),
     ours as (
       select l.team_id, l.receiver_id, l.subject, l.waiting, e.delivery_id, e.due_at, e.is_over
       from webhook_line l join ended e on e.team_id = l.team_id and e.receiver_id = l.receiver_id
         and e.subject = l.subject and e.lease = l.leased_by
       where l.team_id = any($1)
       order by l.receiver_id collate "C", l.subject collate "C" for update of l),
     gone as (
       delete from webhook_line l using ours o
       where l.team_id = any($1) and l.team_id = o.team_id and l.receiver_id = o.receiver_id
         and l.subject = o.subject and o.is_over and o.waiting <= 1),
     moved as (
       update webhook_line l set leased_until = null, leased_by = null, due_at = o.due_at,
         waiting = l.waiting - case when o.is_over then 1 else 0 end
       from ours o
       where l.team_id = any($1) and l.team_id = o.team_id and l.receiver_id = o.receiver_id
         and l.subject = o.subject and not (o.is_over and o.waiting <= 1))
     select delivery_id from ours`,
    [
      ...keysOf(ended),
      ended.map(({ claimed }) => claimed.subject),
      ended.map(({ claimed }) => claimed.lease),
      ended.map(({ after }) => (after.state === 'waiting' ? after.dueAt : now)),
      ended.map(({ after }) => after.state !== 'waiting'),
    ],
  );
  return new Set(rows.map((row) => row.delivery_id));
}

async function endDeliveries(sql: Sql, over: readonly Ended[], now: Date): Promise<void> {
  await sql(
    `update webhook_delivery d set state = e.state, ended_at = $5
     from unnest($1::text[], $2::text[], $3::text[], $4::text[])
       as e (team_id, receiver_id, delivery_id, state)
     where d.team_id = any($1) and d.team_id = e.team_id and d.receiver_id = e.receiver_id
       and d.delivery_id = e.delivery_id and d.state = 'waiting'`,
    [...keysOf(over), over.map(({ after }) => after.state), now],
  );
}

function keysOf(ended: readonly Ended[]) {
  return [
    ended.map(({ claimed }) => claimed.teamId),
    ended.map(({ claimed }) => claimed.receiverId),
    ended.map(({ claimed }) => claimed.deliveryId),
  ];
}
