import type { DeliveryState } from '@kontor/protocol/kontor';
import type { Sql } from './sql.ts';
import type { ReceiverKey } from './webhook-delivery-store.ts';

/** Which deliveries of a receiver; what is left out does not limit. */
export type RedeliveryScope = {
  readonly id?: string;
  readonly states: readonly Exclude<DeliveryState, 'waiting'>[];
  readonly type?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
};

/**
 * Lets deliveries that have ended wait again, each in its place in the line of its subject, and be tried
 * for another day. Answers how many.
 */
export async function redeliver(
  sql: Sql,
  { teamId, receiverId }: ReceiverKey,
  { scope, now }: { readonly scope: RedeliveryScope; readonly now: Date },
): Promise<number> {
  const [row] = await sql<{ count: number }>(
    `with again as (
       update webhook_delivery
       set state = 'waiting', tried_from = $3, first_attempt_at = null, ended_at = null,
         attempts_before = attempts
       where team_id = $1 and receiver_id = $2 and state = any($4)
         and ($5::text is null or delivery_id = $5) and ($6::text is null or type = $6)
         and ($7::timestamptz is null or created_at >= $7)
         and ($8::timestamptz is null or created_at < $8)
       returning subject
     ), lines as (
       insert into webhook_line as l (team_id, receiver_id, subject, waiting, due_at)
       select $1, $2, subject, count(*), $3 from again group by subject order by subject
       on conflict (team_id, receiver_id, subject) do update
         set waiting = l.waiting + excluded.waiting, due_at = excluded.due_at
     )
     select count(*)::int as count from again`,
    [
      teamId,
      receiverId,
      now,
      scope.states,
      scope.id ?? null,
      scope.type ?? null,
      scope.from ?? null,
      scope.until ?? null,
    ],
  );
  return row?.count ?? 0;
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
