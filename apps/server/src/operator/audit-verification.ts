import type { AuditVerification, BrokenLog } from '@kontor/protocol/kontor';
import { HOST_LOG } from '../people/record-event.ts';
import type { Sql } from '../postgres/sql.ts';

const SHOWN = 100;

type Row = {
  run_at: Date | null;
  ended_at: Date | null;
  verified_until: Date | null;
  teams: number;
  teams_left: number;
  events: string;
  events_since: string;
};
type BrokenRow = {
  team_id: string;
  slug: string | null;
  broken_at: string;
  reason: BrokenLog['reason'];
  event_at: Date | null;
};

/** A log that was begun after the newest verification is not left of it: all of its events came since. */
const SUMMARY = `
  with newest as (select max(run_at) as run_at from event_verification),
  log as (
    select v.*, coalesce(h.sequence, 0) as written, v.run_at = n.run_at as is_reached,
      (v.team_id is null and coalesce(f.at <= n.run_at, true)) or v.run_at < n.run_at
        or (v.team_id is not null and v.ended_at is null) as is_left
    from newest n
    cross join (select team_id from event_head union select team_id from event_verification) l
    left join event_head h on h.team_id = l.team_id
    left join event_verification v on v.team_id = l.team_id
    left join event f on f.team_id = l.team_id and f.sequence = 1)
  select (select run_at from newest) as run_at, max(ended_at) as ended_at,
    max(event_at) filter (where is_reached) as verified_until,
    count(*) filter (where is_reached and ended_at is not null)::int as teams,
    count(*) filter (where is_left)::int as teams_left,
    coalesce(sum(sequence) filter (where is_reached), 0)::text as events,
    coalesce(sum(greatest(written - coalesce(sequence, 0), 0)), 0)::text as events_since
  from log`;

const BROKEN = `
  select v.team_id, o."slug", v.broken_at, v.reason, v.event_at
  from event_verification v left join people.organization o on o."id" = v.team_id
  where v.broken_at is not null order by v.team_id limit $1`;

/** What the newest verification of all logs has found. A log stays broken until it is found to fit. */
export async function readAuditVerification(read: Sql): Promise<AuditVerification> {
  const [summary] = await read<Row>(SUMMARY);
  if (summary === undefined) throw new Error('a summary is one row');
  const broken = await read<BrokenRow>(BROKEN, [SHOWN]);
  const isEnded = summary.run_at !== null && summary.teams_left === 0;
  return {
    startedAt: summary.run_at?.toISOString() ?? null,
    endedAt: isEnded ? (summary.ended_at?.toISOString() ?? null) : null,
    isIntact: broken.length === 0,
    teams: summary.teams,
    teamsLeft: summary.teams_left,
    events: Number(summary.events),
    verifiedUntil: summary.verified_until?.toISOString() ?? null,
    eventsSince: Number(summary.events_since),
    broken: broken.map((row) => ({
      team: logOf(row),
      brokenAt: Number(row.broken_at),
      reason: row.reason,
      intactUntil: row.event_at?.toISOString() ?? null,
    })),
  };
}

/** Whose log it is: a team's, also of one that was deleted, or the host's. */
export function logOf(row: { readonly team_id: string; readonly slug: string | null }) {
  return row.team_id === HOST_LOG ? null : { id: row.team_id, slug: row.slug };
}
