import {
  type CheckRun,
  type Deployment,
  type DeploymentCheck,
  type DeploymentStore,
  dueAtOf,
  type GitCommit,
} from '@kontor/core';
import type { DeploymentId, ProjectId, ReadyState } from '@kontor/protocol/vocabulary';
import type { Vault } from '../vault/vault.ts';
import { actionOutcomes } from './action-outcomes.ts';
import { readActionRuns, saveActionRuns } from './action-run-rows.ts';
import type { Sql } from './sql.ts';

export type DeploymentRow = {
  deployment_id: DeploymentId;
  project_id: ProjectId;
  name: string;
  external_id: string | null;
  environment: string;
  environment_branch: string | null;
  environment_version: number;
  environment_digest: string;
  url: string | null;
  git_branch: string | null;
  git_commit: GitCommit | null;
  meta: Record<string, string>;
  aliases: string[];
  ready_state: ReadyState;
  error_message: string | null;
  created_at: Date;
  building_at: Date | null;
  built_at: Date | null;
  ready_at: Date | null;
  ended_at: Date | null;
  alias_assigned_at: Date | null;
  promoted_at: Date | null;
  removed_at: Date | null;
  succeeded_at: Date | null;
  check_runs: readonly Written<CheckRun>[];
  checks: readonly Written<DeploymentCheck>[];
};

/** A value as JSON keeps it: moments are text there. */
type Written<Value> = {
  readonly [Key in keyof Value]: Value[Key] extends Date | null ? string | null : Value[Key];
};

/** Reads moments back, which are what every field called `…At` holds. */
function withDates<Value extends object>(written: Written<Value>): Value {
  const entries = Object.entries(written).map(([key, value]) => [
    key,
    key.endsWith('At') && typeof value === 'string' ? new Date(value) : value,
  ]);
  return Object.fromEntries(entries) as Value;
}

const SELECT = 'select * from deployment where team_id = $1';

/** Deployments in PostgreSQL, of one team, in the transaction that `sql` runs in. */
export function deploymentStore(sql: Sql, teamId: string, vault: Vault): DeploymentStore {
  const one = async (rest: string, ...values: unknown[]) => {
    const rows = await sql<DeploymentRow>(`${SELECT} ${rest}`, [teamId, ...values]);
    return (await deploymentsOf(sql, teamId, rows))[0];
  };
  return {
    lock: (id) => one('and deployment_id = $2 for update', id),
    findExternal: (projectId, externalId) =>
      one('and project_id = $2 and external_id = $3', projectId, externalId),
    insert: async (deployment) => {
      const rows = await sql(
        `insert into deployment (team_id, deployment_id, project_id, name, external_id, environment,
           environment_version, environment_digest, git_branch, git_commit, meta, created_at,
           url, aliases, ready_state, error_message, building_at, built_at, ready_at, ended_at,
           alias_assigned_at, promoted_at, removed_at, due_at, succeeded_at, check_runs, checks,
           environment_branch)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
           $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)
         on conflict (team_id, project_id, external_id) do nothing returning deployment_id`,
        [
          teamId,
          deployment.id,
          deployment.projectId,
          deployment.name,
          deployment.externalId,
          deployment.environment.name,
          deployment.environment.version,
          deployment.environment.digest,
          deployment.gitBranch,
          deployment.gitCommit,
          deployment.meta,
          deployment.createdAt,
          ...changing(deployment),
          deployment.environment.gitBranch ?? null,
        ],
      );
      if (rows.length === 0) return false;
      await saveActionRuns(sql, teamId, deployment.id, deployment.actions);
      return true;
    },
    save: async (deployment) => {
      await sql(
        `update deployment set url = $3, aliases = $4, ready_state = $5, error_message = $6,
           building_at = $7, built_at = $8, ready_at = $9, ended_at = $10, alias_assigned_at = $11,
           promoted_at = $12, removed_at = $13, due_at = $14, succeeded_at = $15,
           check_runs = $16, checks = $17
         where team_id = $1 and deployment_id = $2`,
        [teamId, deployment.id, ...changing(deployment)],
      );
      await saveActionRuns(sql, teamId, deployment.id, deployment.actions);
    },
    ...actionOutcomes(sql, teamId, vault),
    standing: async (projectId) => {
      const rows = await sql<{ deployment_id: DeploymentId }>(
        `select deployment_id from deployment
         where team_id = $1 and project_id = $2 and removed_at is null order by deployment_id`,
        [teamId, projectId],
      );
      return rows.map((row) => row.deployment_id);
    },
  };
}

function changing(deployment: Deployment): unknown[] {
  return [
    deployment.url,
    deployment.aliases,
    deployment.readyState,
    deployment.errorMessage,
    deployment.buildingAt,
    deployment.builtAt,
    deployment.readyAt,
    deployment.endedAt,
    deployment.aliasAssignedAt,
    deployment.promotedAt,
    deployment.removedAt,
    dueAtOf(deployment),
    deployment.succeededAt,
    JSON.stringify(deployment.checkRuns),
    JSON.stringify(deployment.checks),
  ];
}

/** Rows with everything that belongs to them. */
export async function deploymentsOf(
  sql: Sql,
  teamId: string,
  rows: readonly DeploymentRow[],
): Promise<readonly Deployment[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.deployment_id);
  const actionsOf = await readActionRuns(sql, teamId, ids);
  return rows.map((row) => ({ ...deploymentOf(row), actions: actionsOf(row.deployment_id) }));
}

function deploymentOf(row: DeploymentRow): Omit<Deployment, 'actions'> {
  return {
    id: row.deployment_id,
    projectId: row.project_id,
    name: row.name,
    externalId: row.external_id,
    environment: {
      name: row.environment,
      ...(row.environment_branch === null ? {} : { gitBranch: row.environment_branch }),
      version: row.environment_version,
      digest: row.environment_digest,
    },
    url: row.url,
    gitBranch: row.git_branch,
    gitCommit: row.git_commit,
    meta: row.meta,
    aliases: row.aliases,
    readyState: row.ready_state,
    errorMessage: row.error_message,
    createdAt: row.created_at,
    buildingAt: row.building_at,
    builtAt: row.built_at,
    readyAt: row.ready_at,
    endedAt: row.ended_at,
    aliasAssignedAt: row.alias_assigned_at,
    promotedAt: row.promoted_at,
    removedAt: row.removed_at,
    succeededAt: row.succeeded_at,
    checkRuns: row.check_runs.map((run) => withDates(run)),
    checks: row.checks.map((check) => withDates(check)),
  };
}
