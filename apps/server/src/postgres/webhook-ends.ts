import { arrayOf } from './array-literal.ts';
import type { Sql } from './sql.ts';
import { ATTEMPTS, END, FIND, OUTCOME } from './webhook-end-statements.ts';
import { BY_ORDER, BY_PLACES } from './webhook-plans.ts';
import type { AfterAttempt, AttemptRecord, ClaimedDelivery, Places } from './webhook-queue.ts';

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
  const [, elsewhere] = await Promise.all([sql(BY_PLACES), end(sql, ended, now)]);
  if (elsewhere.length === 0) return;
  const found = await find(sql, elsewhere);
  if (found.length > 0) await end(sql, found, now);
  const ours = new Set(found.map(({ claimed }) => claimed.deliveryId));
  const late = elsewhere.filter(({ claimed }) => !ours.has(claimed.deliveryId));
  if (late.length > 0) await sql(LATE, attemptsOf(late));
}

/** Answers those whose lines it has not found. */
async function end(sql: Sql, ended: readonly Ended[], now: Date): Promise<readonly Ended[]> {
  const rows = await sql<{ index: number }>(END, [
    ...keysOf(ended),
    arrayOf(ended, ({ after }) => after.state),
    ...outcomesOf(ended),
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

type Found = Places & { readonly index: number };

/** Those that are still ours, with where they stand now. */
async function find(sql: Sql, ended: readonly Ended[]): Promise<readonly Ended[]> {
  const [, rows] = await Promise.all([sql(BY_ORDER), sql<Found>(FIND, keysOf(ended))]);
  const places = new Map(rows.map(({ index, ...found }) => [index, found]));
  return ended.flatMap((each, index) => {
    const found = places.get(index + 1);
    return found === undefined ? [] : { ...each, claimed: { ...each.claimed, places: found } };
  });
}

/** Of each attempt the delivery it was of, and under what its line is leased. */
function keysOf(ended: readonly Ended[]) {
  return [
    arrayOf(ended, ({ claimed }) => claimed.teamId),
    arrayOf(ended, ({ claimed }) => claimed.receiverId),
    arrayOf(ended, ({ claimed }) => claimed.subject),
    arrayOf(ended, ({ claimed }) => claimed.lease),
    arrayOf(ended, ({ claimed }) => claimed.position),
  ];
}

/** Of each attempt its number, and how it went. */
function outcomesOf(ended: readonly Ended[]) {
  return [
    arrayOf(ended, ({ claimed }) => claimed.attempt),
    arrayOf(ended, ({ record }) => record.at),
    arrayOf(ended, ({ record }) => record.outcome),
    arrayOf(ended, ({ record }) => record.status),
    arrayOf(ended, ({ record }) => record.message),
    arrayOf(ended, ({ record }) => record.durationMs),
    arrayOf(ended, ({ record }) => record.responseBody),
  ];
}

function attemptsOf(ended: readonly Ended[]) {
  return [
    arrayOf(ended, ({ claimed }) => claimed.teamId),
    arrayOf(ended, ({ claimed }) => claimed.receiverId),
    arrayOf(ended, ({ claimed }) => claimed.deliveryId),
    ...outcomesOf(ended),
  ];
}

const LATE = `
  update webhook_attempt a set outcome = e.outcome, status = e.status, message = e.message,
    duration_ms = e.duration_ms, response_body = e.response_body
  from unnest(${ATTEMPTS}) as e (${OUTCOME})
  where a.team_id = any($1) and a.team_id = e.team_id and a.receiver_id = e.receiver_id
    and a.delivery_id = e.delivery_id and a.attempt = e.attempt and a.outcome = 'interrupted'`;
