import type { TeamClock } from '@kontor/core';
import type { Sql } from './sql.ts';

/** The time by which a team is billed, looked up once in the transaction that `sql` runs in. */
export function teamClock(sql: Sql, teamId: string, now: () => Date): TeamClock {
  let moment: Promise<Date> | undefined;
  const read = async () => {
    const [row] = await sql<{ now: Date }>('select now from test_clock where team_id = $1', [
      teamId,
    ]);
    return row?.now ?? now();
  };
  return {
    now: () => {
      moment ??= read();
      return moment;
    },
  };
}

/** The team's time in a statement where `team` and the real time `now` are given. */
export function teamTimeSql(team: string, now: string): string {
  return `coalesce((select c.now from test_clock c where c.team_id = ${team}), ${now})`;
}

/**
 * Whether a time, `afterMs` after that in a column, has come by the time of its row's team. The first
 * half lets an index on the column be used: without test clocks it is all there is.
 */
export function isDueSql(
  column: string,
  {
    team,
    now,
    afterMs = '0',
  }: { readonly team: string; readonly now: string; readonly afterMs?: string },
): string {
  const real = `${now}::timestamptz`;
  const wait = `${afterMs} * interval '1 millisecond'`;
  return `(${column} <= greatest(${real}, (select max(c.now) from test_clock c)) - ${wait}
    and ${column} <= ${teamTimeSql(team, real)} - ${wait})`;
}
