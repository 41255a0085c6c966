import type { Sql } from '../postgres/sql.ts';

/** How long plans are kept after they were over, in days, unless told otherwise. */
export const PLANS_KEPT_DAYS = 90;
/** Plans that one statement forgets, so that none holds many rows for long. */
const BATCH = 500;

export type PruneStatePlansPorts = {
  readonly sql: Sql;
  readonly now: () => Date;
  readonly plansKeptDays: number;
};

/**
 * Forgets plans that have been applied, have failed or could not be applied any more for long enough.
 * What plans have made stays known, because a later one may have to remove it.
 */
export async function pruneStatePlans(ports: PruneStatePlansPorts): Promise<number> {
  const { sql, now, plansKeptDays } = ports;
  const before = new Date(now().getTime() - plansKeptDays * 24 * 60 * 60 * 1000);
  let forgotten = 0;
  for (;;) {
    const rows = await sql(
      `with old as materialized (
         select team_id, state_plan_id from state_plan
         where status <> 'applying' and coalesce(finished_at, expires_at) < $1
         order by coalesce(finished_at, expires_at) limit $2 for update skip locked)
       delete from state_plan p using old
       where p.team_id = old.team_id and p.state_plan_id = old.state_plan_id
       returning 1`,
      [before, BATCH],
    );
    forgotten += rows.length;
    if (rows.length < BATCH) break;
  }
  return forgotten;
}
