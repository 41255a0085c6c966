import type { createAdvanceStatePlan } from '@kontor/core';
import type { StatePlanId, TeamId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';
import { STATE_PLAN_LEASE_MS } from '../postgres/state-plan-store.ts';

export type StatePlansPorts = {
  readonly sql: Sql;
  readonly advanceStatePlan: ReturnType<typeof createAdvanceStatePlan>;
  readonly now: () => Date;
  /** Told of each plan that broke down; it is taken up again when its lease is over. */
  readonly onError: (error: unknown) => void;
  /** Ends the run between two plans. */
  readonly signal: AbortSignal;
};

/** Plans taken up at a time: most of a plan is waiting for providers. */
const BATCH = 8;

/** Goes on with plans that are being applied and that nobody is working on. */
export async function advanceStatePlans(ports: StatePlansPorts): Promise<void> {
  const { sql, advanceStatePlan, onError, signal } = ports;
  if (signal.aborted) return;
  const due = await sql<{ team_id: TeamId; state_plan_id: StatePlanId }>(
    `with due as materialized (
       select state_plan_id from state_plan_queue
       where due_at <= now() and (leased_until is null or leased_until <= now())
       order by due_at limit $2 for update skip locked)
     update state_plan_queue q set leased_until = now() + $1 * interval '1 millisecond' from due
     where q.state_plan_id = due.state_plan_id returning q.team_id, q.state_plan_id`,
    [STATE_PLAN_LEASE_MS, BATCH],
  );
  await Promise.all(
    due.map(async ({ team_id: teamId, state_plan_id: id }) => {
      await advanceStatePlan(teamId, id).catch(onError);
    }),
  );
}

/** Forgets what plans were made from that nobody can apply any more. */
export async function forgetExpiredPlans({
  sql,
  now,
}: Pick<StatePlansPorts, 'sql' | 'now'>): Promise<void> {
  await sql(
    `update state_plan set sealed = null
     where sealed is not null and status = 'ready' and expires_at <= $1`,
    [now()],
  );
}
