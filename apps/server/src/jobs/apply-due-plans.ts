import type { createApplyDuePlan } from '@kontor/core';
import type { InstallationId, ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';

export type DuePlansPorts = {
  readonly sql: Sql;
  readonly applyDuePlan: ReturnType<typeof createApplyDuePlan>;
  readonly now: () => Date;
  /** Ends the run between two plans. */
  readonly signal: AbortSignal;
};

type Row = { team_id: TeamId; resource_id: ResourceId | null; installation_id: InstallationId };

/** Lets every plan hold whose time has come. Several processes may do it at once. */
export async function applyDuePlans({
  sql,
  applyDuePlan,
  now,
  signal,
}: DuePlansPorts): Promise<void> {
  const rows = await sql<Row>(
    `select team_id, resource_id, installation_id from resource where pending_plan_due_at <= $1
     union all
     select team_id, null, installation_id from installation where pending_plan_due_at <= $1
     limit 1000`,
    [now()],
  );
  for (const {
    team_id: teamId,
    resource_id: resourceId,
    installation_id: installationId,
  } of rows) {
    if (signal.aborted) return;
    await applyDuePlan(resourceId === null ? { teamId, installationId } : { teamId, resourceId });
  }
}
