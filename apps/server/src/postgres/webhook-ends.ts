import { arrayOf } from './array-literal.ts';
import type { Sql } from './sql.ts';
import { ATTEMPTS, END_IN_PLACE, END_WHEREVER, OUTCOME } from './webhook-end-statements.ts';
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
  const moved = await end(sql, END_IN_PLACE, { ended, now });
  const late = moved.length > 0 ? await end(sql, END_WHEREVER, { ended: moved, now }) : [];
  if (late.length > 0) await sql(LATE, columnsOf(late));
}

/** Answers those whose lines it has not found. */
async function end(
  sql: Sql,
  statement: string,
  { ended, now }: { readonly ended: readonly Ended[]; readonly now: Date },
): Promise<readonly Ended[]> {
  const rows = await sql<{ index: number }>(statement, [
    ...columnsOf(ended),
    arrayOf(ended, ({ claimed }) => claimed.position),
    arrayOf(ended, ({ claimed }) => claimed.subject),
    arrayOf(ended, ({ claimed }) => claimed.lease),
    arrayOf(ended, ({ after }) => after.state),
    arrayOf(ended, ({ after }) => (after.state === 'waiting' ? after.dueAt : now)),
    arrayOf(ended, ({ claimed }) => claimed.places.line),
    arrayOf(ended, ({ claimed }) => claimed.places.delivery),
    arrayOf(ended, ({ claimed }) => claimed.places.open),
    now,
  ]);
  if (rows.length === ended.length) return [];
  const found = new Set(rows.map(({ index }) => index));
  return ended.filter((_, index) => !found.has(index + 1));
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

const LATE = `
  update webhook_attempt a set outcome = e.outcome, status = e.status, message = e.message,
    duration_ms = e.duration_ms, response_body = e.response_body
  from unnest(${ATTEMPTS}) as e (${OUTCOME})
  where a.team_id = any($1) and a.team_id = e.team_id and a.receiver_id = e.receiver_id
    and a.delivery_id = e.delivery_id and a.attempt = e.attempt and a.outcome = 'interrupted'`;
