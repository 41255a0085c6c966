import type { Sql } from './sql.ts';
import type { ReceiverKey } from './webhook-delivery-store.ts';

/**
 * Lets a delivery that has ended wait again, in its place in the line of its subject, and be tried for
 * another day. Answers whether it had ended.
 */
export async function redeliver(
  sql: Sql,
  { teamId, receiverId }: ReceiverKey,
  { id, now }: { readonly id: string; readonly now: Date },
): Promise<boolean> {
  const [row] = await sql<{ count: number }>(
    `with again as (
       update webhook_delivery set ${WAITS_AGAIN}
       where team_id = $1 and receiver_id = $2 and delivery_id = $4 and state <> 'waiting'
       returning subject, position
     ), ${LINES_UP}
     select count(*)::int as count from again`,
    [teamId, receiverId, now, id],
  );
  return row?.count === 1;
}

/** Makes the line of a delivery that waits due now. */
export async function hurry(
  sql: Sql,
  { teamId, receiverId }: ReceiverKey,
  { subject, now }: { readonly subject: string; readonly now: Date },
): Promise<void> {
  await sql(
    `update webhook_line set due_at = least(due_at, $4)
     where team_id = $1 and receiver_id = $2 and subject = $3`,
    [teamId, receiverId, subject, now],
  );
}

/** What changes of a delivery that is tried anew, from the time in `$3` on. */
export const WAITS_AGAIN = `state = 'waiting', tried_from = $3, first_attempt_at = null,
  ended_at = null, attempts_before = attempts`;

/** Puts what `again` returns into the lines of receiver `$2` of team `$1`. */
export const LINES_UP = `lines as (
  insert into webhook_line as l (team_id, receiver_id, subject, waiting, due_at)
  select $1, $2, subject, count(*), $3 from again group by subject order by subject
  on conflict (team_id, receiver_id, subject) do update
    set waiting = l.waiting + excluded.waiting, due_at = excluded.due_at
)`;
