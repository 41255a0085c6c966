import type { ClockStop } from '@kontor/core';
import type { Sql } from '../postgres/sql.ts';

/** Events that one answer tells of. */
const TOLD_AT_MOST = 1_000;

/** How far the log of a team has come. */
export async function lastSequence(sql: Sql, teamId: string): Promise<number> {
  const [head] = await sql<{ sequence: string }>(
    'select sequence from event_head where team_id = $1',
    [teamId],
  );
  return Number(head?.sequence ?? 0);
}

type Row = { sequence: string; type: string; subject: Record<string, string> };

/**
 * What happened while a clock was moved on, each at the team's time of the stop that it happened at. The
 * log itself keeps to the real time.
 */
export async function eventsAfter(
  sql: Sql,
  teamId: string,
  { before, stops }: { readonly before: number; readonly stops: readonly ClockStop[] },
) {
  const rows = await sql<Row>(
    `select sequence, type, subject from event where team_id = $1 and sequence > $2
       and type <> 'test-clock.advanced'
     order by sequence limit ${TOLD_AT_MOST}`,
    [teamId, before],
  );
  const [first] = stops;
  return rows.map(({ sequence, type, subject }) => {
    const stop = stops.findLast(({ after }) => after < Number(sequence)) ?? first;
    return { at: (stop?.at ?? new Date(0)).toISOString(), type, subject };
  });
}
