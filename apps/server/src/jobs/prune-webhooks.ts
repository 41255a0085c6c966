import type { Sql } from '../postgres/sql.ts';

/** How long a delivery is kept after it happened and after it ended, in milliseconds. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
/** Deliveries that one statement forgets, so that none holds many rows for long. */
const BATCH = 2_000;

/** Forgets deliveries that are old, with their attempts, and what sent them again. What still waits is never forgotten. */
export async function pruneWebhooks(sql: Sql, now: Date): Promise<number> {
  const before = new Date(now.getTime() - KEPT_MS);
  await sql('delete from webhook_redelivery where ended_at < $1', [before]);
  let forgotten = 0;
  for (;;) {
    const rows = await sql(
      `delete from webhook_delivery d using (
         select team_id, receiver_id, position from webhook_delivery
         where created_at < $1 and state <> 'waiting' and (ended_at is null or ended_at < $1)
         order by created_at limit $2) old
       where d.team_id = old.team_id and d.receiver_id = old.receiver_id
         and d.position = old.position and d.state <> 'waiting'
       returning 1`,
      [before, BATCH],
    );
    forgotten += rows.length;
    if (rows.length < BATCH) return forgotten;
  }
}
