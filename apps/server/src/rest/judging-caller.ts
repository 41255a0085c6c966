import {
  type Actor,
  allows,
  type Deployment,
  deploymentNotFound,
  ok,
  projectNotFound,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import {
  type Action,
  type InstallationId,
  type IntegrationId,
  installationId,
  integrationId,
  type ProjectId,
  type TeamId,
  teamId,
} from '@kontor/protocol/vocabulary';
import { forbidden } from '../http/authorise.ts';
import type { InstallationCaller, TeamCaller } from '../http/route.ts';
import { keyOf } from '../http/routes/project-scope.ts';
import type { Sql } from '../postgres/sql.ts';
import { findVisibleDeployment, teamOf, visibleProjects } from './visible-deployment.ts';

type Caller = TeamCaller | InstallationCaller;

/** Who asks about checks: a team about all of its projects, a provider about checks of its own. */
export type JudgingCaller = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId | null;
  readonly integrationId: IntegrationId | null;
};

export function judgingCaller(caller: Caller): JudgingCaller {
  const common = { teamId: teamId.parse(teamOf(caller)), actor: caller.actor };
  return 'team' in caller
    ? { ...common, installationId: null, integrationId: null }
    : {
        ...common,
        installationId: installationId.parse(caller.installationId),
        integrationId: integrationId.parse(caller.integrationId),
      };
}

/** A project by id or name that the caller may do this in. */
export async function projectToJudge(
  read: Sql,
  caller: Caller,
  named: string,
  action: Action,
): Promise<Result<ProjectId, Refusal>> {
  const projects = await visibleProjects(read, caller);
  const found = projects.find((each) => each[keyOf(named)] === named);
  if (found === undefined) return projectNotFound(named);
  const { project_id: projectId } = found;
  if ('team' in caller && !allows(caller.grant, { action, projectId }, caller.at)) {
    return forbidden(action, caller.grant.role);
  }
  return ok(projectId);
}

/** A deployment that the caller may do this with. */
export async function deploymentToJudge(
  read: Sql,
  caller: Caller,
  id: string,
  action: Action,
): Promise<Result<Deployment, Refusal>> {
  const found = id.startsWith('dpl_') ? await findVisibleDeployment(read, caller, id) : undefined;
  if (found === undefined) return deploymentNotFound(id);
  const { projectId, environment } = found;
  const attempt = { action, projectId, environment: environment.name };
  if ('team' in caller && !allows(caller.grant, attempt, caller.at)) {
    return forbidden(action, caller.grant.role);
  }
  return ok(found);
}

/** The most that is kept of what a check says of a deployment, in bytes of JSON. */
export const outputLimitBytes = 64 * 1024;

export function requireSmall(output: unknown): Result<null, Refusal> {
  const bytes = output === undefined ? 0 : Buffer.byteLength(JSON.stringify(output));
  if (bytes <= outputLimitBytes) return ok(null);
  return refuse(
    'body_too_large',
    `The output has ${bytes} bytes, and at most ${outputLimitBytes} are kept. Link to the rest.`,
    { limitBytes: outputLimitBytes },
  );
}
