import {
  type ActionRun,
  blockedStages,
  type CheckRun,
  countingRuns,
  type Deployment,
  type DeploymentCheck,
  targetOf,
} from '@kontor/core';
import type { Deployment as DeploymentView } from '@kontor/protocol/kontor';
import { type DeploymentRow, deploymentsOf } from './deployment-store.ts';
import type { Sql } from './sql.ts';

const STANDING = 'select * from deployment where team_id = $1 and removed_at is null';

/** A deployment of a project by its id or the platform's own. */
export async function findDeployment(
  sql: Sql,
  teamId: string,
  projectId: string,
  named: string,
): Promise<Deployment | undefined> {
  const key = named.startsWith('dpl_') ? 'deployment_id' : 'external_id';
  const rows = await sql<DeploymentRow>(`${STANDING} and project_id = $2 and ${key} = $3`, [
    teamId,
    projectId,
    named,
  ]);
  return (await deploymentsOf(sql, teamId, rows))[0];
}

export type DeploymentFilter = {
  /** Null is all that the caller may see. */
  readonly projectIds: readonly string[] | null;
  readonly environment?: string | undefined;
  readonly gitBranch?: string | undefined;
  readonly sha?: string | undefined;
  readonly readyStates?: readonly string[] | undefined;
  readonly before?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly limit: number;
};

/** The newest deployments of a team that fit, and are not removed. */
export async function listDeployments(
  sql: Sql,
  teamId: string,
  filter: DeploymentFilter,
): Promise<readonly Deployment[]> {
  const rows = await sql<DeploymentRow>(
    `${STANDING} and ($2::text[] is null or project_id = any($2))
       and ($3::text is null or environment = $3) and ($4::text is null or git_branch = $4)
       and ($5::text is null or git_commit ->> 'sha' = $5)
       and ($6::text[] is null or ready_state = any($6))
       and ($7::text is null or deployment_id < $7)
       and ($8::timestamptz is null or created_at > $8)
       and ($9::timestamptz is null or created_at < $9)
     order by deployment_id desc limit $10`,
    [
      teamId,
      filter.projectIds,
      filter.environment ?? null,
      filter.gitBranch ?? null,
      filter.sha ?? null,
      filter.readyStates ?? null,
      filter.before ?? null,
      filter.since ?? null,
      filter.until ?? null,
      filter.limit,
    ],
  );
  return deploymentsOf(sql, teamId, rows);
}

export function deploymentView(deployment: Deployment): DeploymentView {
  const { id, projectId, name, externalId, readyState, environment, url, aliases } = deployment;
  const { gitBranch, gitCommit, meta, errorMessage } = deployment;
  return {
    ...{ id, projectId, name, externalId, readyState, url, gitBranch, gitCommit, errorMessage },
    environment: environment.name,
    target: targetOf(deployment),
    environmentVersion: environment.version,
    environmentDigest: environment.digest,
    aliases: [...aliases],
    meta: { ...meta },
    blocked: blockedStages(deployment),
    actions: deployment.actions.map(actionView),
    checks: [
      ...countingRuns(deployment.checkRuns).map(runView),
      ...deployment.checks.map(checkView),
    ],
    createdAt: deployment.createdAt.toISOString(),
    buildingAt: momentOf(deployment.buildingAt),
    readyAt: momentOf(deployment.readyAt),
    endedAt: momentOf(deployment.endedAt),
    promotedAt: momentOf(deployment.promotedAt),
  };
}

function actionView(run: ActionRun): DeploymentView['actions'][number] {
  const { installationId, resourceId, action, isRequired, status, isOverdue } = run;
  const { statusText, statusUrl, endedAt } = run;
  return {
    ...{ installationId, resourceId, action, isRequired, status, isOverdue, statusText, statusUrl },
    endedAt: momentOf(endedAt),
  };
}

type CheckView = DeploymentView['checks'][number];

function runView(run: CheckRun): CheckView {
  const { id, name, blocks, status, conclusion, conclusionText: text, externalUrl: url } = run;
  return { id, name, blocks, status, conclusion, text, url };
}

function checkView({
  id,
  name,
  isBlocking,
  status,
  conclusion,
  detailsUrl,
}: DeploymentCheck): CheckView {
  const blocks = isBlocking ? 'deployment-alias' : 'none';
  return { id, name, blocks, status, conclusion, text: null, url: detailsUrl };
}

function momentOf(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
