import type { Sql } from './sql.ts';
import type { ClaimedDelivery } from './webhook-queue.ts';

/** Keeps lines from being taken over for so many milliseconds more. That moves them, and is noted. */
export async function renewLeases(
  sql: Sql,
  claimed: readonly ClaimedDelivery[],
  leaseMs: number,
): Promise<void> {
  const moved = await sql<MovedLine>(
    `update webhook_line set leased_until = now() + $5 * interval '1 millisecond' ${OURS}
     returning team_id, receiver_id, subject, leased_by, ctid as line`,
    [...leasesOf(claimed), leaseMs],
  );
  noteMoved(claimed, moved);
}

/** Gives lines back of which nothing was sent. */
export async function releaseLeases(sql: Sql, claimed: readonly ClaimedDelivery[]): Promise<void> {
  await sql(
    `update webhook_line set leased_by = null, leased_until = null, begun_at = null ${OURS}`,
    leasesOf(claimed),
  );
}

type MovedLine = {
  readonly team_id: string;
  readonly receiver_id: string;
  readonly subject: string;
  readonly leased_by: string;
  readonly line: string;
};

/** What ends after its lease was renewed is found where it stands since then. */
function noteMoved(claimed: readonly ClaimedDelivery[], moved: readonly MovedLine[]): void {
  const lines = new Map(
    moved.map(({ line, team_id, receiver_id, subject, leased_by }) => [
      JSON.stringify([team_id, receiver_id, subject, leased_by]),
      line,
    ]),
  );
  for (const one of claimed) {
    const { teamId, receiverId, subject, lease, places } = one;
    const line = lines.get(JSON.stringify([teamId, receiverId, subject, lease]));
    if (line !== undefined) one.places = { ...places, line };
  }
}

/** The lines that are still leased as in `$1` to `$4`. One that somebody else holds is about to end. */
const OURS = `where ctid = any(array(
  select l.place from unnest($1::text[], $2::text[], $3::text[], $4::text[])
    as c (team_id, receiver_id, subject, lease)
  cross join lateral (
    select ctid as place from webhook_line o
    where o.team_id = c.team_id and o.receiver_id = c.receiver_id and o.subject = c.subject
      and o.leased_by = c.lease
    limit 1 for update skip locked) l))`;

function leasesOf(claimed: readonly ClaimedDelivery[]) {
  return [
    claimed.map(({ teamId }) => teamId),
    claimed.map(({ receiverId }) => receiverId),
    claimed.map(({ subject }) => subject),
    claimed.map(({ lease }) => lease),
  ];
}
