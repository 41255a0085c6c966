import type { ActionRun } from '@kontor/core';
import type {
  ConnectionId,
  DeploymentId,
  InstallationId,
  ResourceId,
} from '@kontor/protocol/vocabulary';
import type { Sql } from './sql.ts';

type Row = {
  deployment_id: DeploymentId;
  resource_id: ResourceId;
  action: string;
  connection_id: ConnectionId;
  installation_id: InstallationId;
  is_required: boolean;
  prefix: string | null;
  status: ActionRun['status'];
  is_overdue: boolean;
  status_text: string | null;
  status_url: string | null;
  created_at: Date;
  due_at: Date;
  ended_at: Date | null;
  cancel_requested_at: Date | null;
  cleanup_requested_at: Date | null;
};

/** The action runs of some deployments, in the order in which they were begun. */
export async function readActionRuns(
  sql: Sql,
  teamId: string,
  ids: readonly string[],
): Promise<(id: string) => readonly ActionRun[]> {
  const rows = await sql<Row>(
    `select deployment_id, resource_id, action, connection_id, installation_id, is_required, prefix,
       status, is_overdue, status_text, status_url, created_at, due_at, ended_at,
       cancel_requested_at, cleanup_requested_at
     from deployment_action_run where team_id = $1 and deployment_id = any($2) order by place`,
    [teamId, ids],
  );
  const byDeployment = Map.groupBy(rows, ({ deployment_id }) => deployment_id as string);
  return (id) => byDeployment.get(id)?.map(runOf) ?? [];
}

/** Writes the action runs of one deployment. What a run was begun with never changes. */
export async function saveActionRuns(
  sql: Sql,
  teamId: string,
  deploymentId: string,
  runs: readonly ActionRun[],
): Promise<void> {
  for (const [place, run] of runs.entries()) {
    await sql(
      `insert into deployment_action_run as r (team_id, deployment_id, resource_id, action, place,
         connection_id, installation_id, is_required, prefix, created_at, status, is_overdue,
         status_text, status_url, due_at, ended_at, cancel_requested_at, cleanup_requested_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
       on conflict (team_id, deployment_id, resource_id, action) do update set
         status = $11, is_overdue = $12, status_text = $13, status_url = $14, due_at = $15,
         ended_at = $16, cancel_requested_at = $17, cleanup_requested_at = $18`,
      [
        teamId,
        deploymentId,
        run.resourceId,
        run.action,
        place,
        run.connectionId,
        run.installationId,
        run.isRequired,
        run.prefix,
        run.createdAt,
        run.status,
        run.isOverdue,
        run.statusText,
        run.statusUrl,
        run.dueAt,
        run.endedAt,
        run.cancelRequestedAt,
        run.cleanupRequestedAt,
      ],
    );
  }
}

function runOf(row: Row): ActionRun {
  return {
    connectionId: row.connection_id,
    resourceId: row.resource_id,
    installationId: row.installation_id,
    action: row.action,
    isRequired: row.is_required,
    prefix: row.prefix,
    status: row.status,
    isOverdue: row.is_overdue,
    statusText: row.status_text,
    statusUrl: row.status_url,
    createdAt: row.created_at,
    dueAt: row.due_at,
    endedAt: row.ended_at,
    cancelRequestedAt: row.cancel_requested_at,
    cleanupRequestedAt: row.cleanup_requested_at,
  };
}
