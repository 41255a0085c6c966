import { arrayOf } from './array-literal.ts';
import type { Sql } from './sql.ts';
import type { AfterAttempt, AttemptRecord, ClaimedDelivery } from './webhook-queue.ts';

/** An attempt that is over, how it went, and what becomes of its delivery. */
export type Ended = {
  readonly claimed: ClaimedDelivery;
  readonly record: AttemptRecord;
  readonly after: AfterAttempt;
};

/**
 * Writes down how attempts went. Who has lost the lease of a line changes nothing of it: there is only
 * more to say then of an attempt that was taken for interrupted.
 */
export async function writeEnds(sql: Sql, ended: readonly Ended[], now: Date): Promise<void> {
  const rows = await sql<{ index: number }>(END, [
    ...columnsOf(ended),
    arrayOf(ended, ({ claimed }) => claimed.position),
    arrayOf(ended, ({ claimed }) => claimed.subject),
    arrayOf(ended, ({ claimed }) => claimed.lease),
    arrayOf(ended, ({ after }) => after.state),
    arrayOf(ended, ({ after }) => (after.state === 'waiting' ? after.dueAt : now)),
    now,
  ]);
  if (rows.length === ended.length) return;
  const ours = new Set(rows.map(({ index }) => index));
  const late = ended.filter((_, index) => !ours.has(index + 1));
  await sql(LATE, columnsOf(late));
}

/** Of each attempt the delivery it was of, its number, and how it went. */
function columnsOf(ended: readonly Ended[]) {
  return [
    arrayOf(ended, ({ claimed }) => claimed.teamId),
    arrayOf(ended, ({ claimed }) => claimed.receiverId),
    arrayOf(ended, ({ claimed }) => claimed.deliveryId),
    arrayOf(ended, ({ claimed }) => claimed.attempt),
    arrayOf(ended, ({ record }) => record.at),
    arrayOf(ended, ({ record }) => record.outcome),
    arrayOf(ended, ({ record }) => record.status),
    arrayOf(ended, ({ record }) => record.message),
    arrayOf(ended, ({ record }) => record.durationMs),
    arrayOf(ended, ({ record }) => record.responseBody),
  ];
}

const ENDED = `ended as (
  select * from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::timestamptz[],
    $6::text[], $7::int[], $8::text[], $9::int[], $10::text[]`;
const OUTCOME =
  'team_id, receiver_id, delivery_id, attempt, at, outcome, status, message, duration_ms, response_body';

/**
 * Gives the lines back, shorter by one where their first delivery has ended, and answers those that were
 * still ours. Lines are held in the order in which new deliveries are put into them.
 */
const END = `
  with ${ENDED}, $11::bigint[], $12::text[], $13::text[], $14::text[], $15::timestamptz[])
      with ordinality as e (${OUTCOME}, position, subject, lease, state, due_at, index)
  ), ours as (
    select e.*, l.waiting <= 1 and e.state <> 'waiting' as is_last
    from webhook_line l join ended e on e.team_id = l.team_id and e.receiver_id = l.receiver_id
      and e.subject = l.subject and e.lease = l.leased_by
    order by l.receiver_id collate "C", l.subject collate "C" for update of l
  ), gone as (
    delete from webhook_line l using ours o
    where l.team_id = o.team_id and l.receiver_id = o.receiver_id and l.subject = o.subject
      and o.is_last
  ), moved as (
    update webhook_line l set leased_until = null, leased_by = null, begun_at = null,
      due_at = o.due_at, waiting = l.waiting - case o.state when 'waiting' then 0 else 1 end
    from ours o
    where l.team_id = o.team_id and l.receiver_id = o.receiver_id and l.subject = o.subject
      and not o.is_last
  ), tried as (
    update webhook_delivery d set attempts = o.attempt, state = o.state, noted = d.noted + 1,
      first_attempt_at = coalesce(d.first_attempt_at, o.at),
      ended_at = case when o.state <> 'waiting' then $16::timestamptz end
    from ours o
    where d.team_id = o.team_id and d.receiver_id = o.receiver_id and d.position = o.position
      and d.state = 'waiting'
    returning o.*
  ), told as (
    insert into webhook_attempt (${OUTCOME}) select ${OUTCOME} from tried
  ), closed as (
    delete from webhook_open w using tried t
    where w.team_id = t.team_id and w.receiver_id = t.receiver_id and w.state = 'waiting'
      and w.subject = t.subject and w.position = t.position and t.state <> 'waiting'
  ), opened as (
    insert into webhook_open (team_id, receiver_id, state, position, subject)
    select team_id, receiver_id, state, position, subject from tried
    where state not in ('waiting', 'delivered')
  )
  select index::int from ours`;

const LATE = `
  with ${ENDED}) as e (${OUTCOME}))
  update webhook_attempt a set outcome = e.outcome, status = e.status, message = e.message,
    duration_ms = e.duration_ms, response_body = e.response_body
  from ended e
  where a.team_id = any($1) and a.team_id = e.team_id and a.receiver_id = e.receiver_id
    and a.delivery_id = e.delivery_id and a.attempt = e.attempt and a.outcome = 'interrupted'`;
