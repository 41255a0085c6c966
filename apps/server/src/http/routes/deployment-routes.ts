import {
  type ActionOutcome,
  type createAnnounce,
  type createRemoveDeployment,
  type createReportDeployment,
  type Deployment,
  deploymentNotFound,
  ok,
  placeName,
  placeOf,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type Action, teamId } from '@kontor/protocol/vocabulary';
import { readOutcomes } from '../../postgres/action-outcomes.ts';
import type { Database } from '../../postgres/database.ts';
import {
  deploymentView,
  findDeployment,
  listDeployments,
} from '../../postgres/deployment-views.ts';
import type { Sql } from '../../postgres/sql.ts';
import type { Vault } from '../../vault/vault.ts';
import { type Route, route, type TeamCaller } from '../route.ts';
import { contentOfVersion, resourceNames, shownVariable } from './environment-content.ts';
import { judge, mayTouch, projectFor, requireWithin } from './project-scope.ts';
import type { ReadAudit } from './read-audit.ts';

export type DeploymentRoutesPorts = {
  readonly database: Database;
  readonly vault: Vault;
  readonly audit: ReadAudit;
  readonly announce: ReturnType<typeof createAnnounce>;
  readonly reportDeployment: ReturnType<typeof createReportDeployment>;
  readonly removeDeployment: ReturnType<typeof createRemoveDeployment>;
};

/** Deployments as the platform announces, reports and reads them. */
export function deploymentRoutes(ports: DeploymentRoutesPorts): readonly Route[] {
  const { read } = ports.database;
  return [
    route(kontorEndpoints.announceDeployment, async ({ caller, params, body }) => {
      const within = await requireWithin(read, caller, params.project);
      if (!within.ok) return within;
      const environment = environmentOf(body);
      if (!environment.ok) return environment;
      const announced = await ports.announce({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        project: params.project,
        environment: environment.value,
        name: body.name,
        externalId: body.externalId ?? null,
        url: body.url ?? null,
        gitBranch: body.gitBranch ?? null,
        gitCommit: body.gitCommit ?? null,
        meta: body.meta,
        mayTouch: mayTouch(caller, 'deployment:write'),
      });
      if (!announced.ok) return announced;
      const { deployment, isNew } = announced.value;
      return ok({ status: isNew ? 201 : 200, body: { deployment: deploymentView(deployment) } });
    }),
    route(kontorEndpoints.listDeployments, async ({ caller, params, query }) => {
      const project = await projectFor(read, caller, { ...params, action: 'project:read' });
      if (!project.ok) return project;
      const filter = { ...query, projectIds: [project.value.project_id] };
      const found = await listDeployments(read, caller.team.id, filter);
      return ok({ status: 200, body: { deployments: found.map(deploymentView) } });
    }),
    route(kontorEndpoints.showDeployment, async ({ caller, params }) => {
      const found = await deploymentFor(read, caller, params, 'project:read');
      return found.ok
        ? ok({ status: 200, body: { deployment: deploymentView(found.value) } })
        : found;
    }),
    route(kontorEndpoints.readDeploymentEnvironment, async ({ caller, params, header }) => {
      const found = await deploymentFor(read, caller, params, 'environment:read-values');
      if (!found.ok) return found;
      const { id: deploymentId, projectId, environment } = found.value;
      const { name, gitBranch, version, digest } = environment;
      const pinned = placeOf(name, gitBranch);
      const place = { projectId, environment: placeName(pinned) };
      const own = await readOutcomes(
        { sql: read, vault: ports.vault, teamId: caller.team.id },
        deploymentId,
        { onlySucceeded: true },
      );
      const etag = await tagOf(ports.vault, caller, found.value, own);
      const headers = { etag, 'cache-control': 'private, no-cache' };
      await ports.audit.note(caller, { ...place, version, deploymentId });
      if (header('if-none-match') === headers.etag) return ok({ status: 304, body: null, headers });
      const compiled = await contentOfVersion(ports, caller, place, version);
      if (!compiled.ok) return compiled;
      // what was made for this deployment alone takes the place of what everybody reads
      const all = [...compiled.value, ...own.flatMap((each) => each.variables)];
      const variables = Object.fromEntries(all.map((each) => [each.name, each.value]));
      return ok({
        status: 200,
        headers,
        body: { projectId, ...pinned, deploymentId, version, digest, variables },
      });
    }),
    route(kontorEndpoints.listDeploymentVariables, async ({ caller, params }) => {
      const found = await deploymentFor(read, caller, params, 'project:read');
      if (!found.ok) return found;
      const { id, projectId, environment } = found.value;
      const { name, gitBranch, version } = environment;
      const place = { projectId, environment: placeName(placeOf(name, gitBranch)) };
      const compiled = await contentOfVersion(ports, caller, place, version);
      if (!compiled.ok) return compiled;
      const names = await resourceNames(read, caller, compiled.value);
      const made = await readOutcomes(
        { sql: read, vault: ports.vault, teamId: caller.team.id },
        id,
        { onlySucceeded: true },
      );
      return ok({
        status: 200,
        body: {
          version,
          variables: compiled.value.map((variable) => shownVariable(variable, names)),
          own: made.flatMap(({ variables }) => variables.map((each) => each.name)),
        },
      });
    }),
    route(kontorEndpoints.reportDeployment, async ({ caller, params, body }) => {
      const found = await deploymentFor(read, caller, params, 'deployment:write');
      if (!found.ok) return found;
      const { progress, errorMessage, url, alias } = body;
      const reported = await ports.reportDeployment({
        ...actingOn(caller, found.value),
        report: { progress: progress && { progress, errorMessage }, url, alias },
      });
      return reported.ok
        ? ok({ status: 200, body: { deployment: deploymentView(reported.value) } })
        : reported;
    }),
    route(kontorEndpoints.removeDeployment, async ({ caller, params }) => {
      const found = await deploymentFor(read, caller, params, 'deployment:write');
      if (!found.ok) return found;
      const removed = await ports.removeDeployment(actingOn(caller, found.value));
      return removed.ok ? ok({ status: 204, body: null }) : removed;
    }),
  ];
}

/** Two words for one thing, which may not contradict each other; without one it is a preview. */
function environmentOf({
  environment,
  target,
}: {
  readonly environment?: string | undefined;
  readonly target?: string | undefined;
}): Result<string, Refusal> {
  if (environment === undefined || target === undefined || environment === target) {
    return ok(environment ?? target ?? 'preview');
  }
  const message = `environment is '${environment}' and target is '${target}'`;
  return refuse('invalid_request', `Name one environment: ${message}.`, {
    fields: [{ key: 'target', message }],
  });
}

/** The deployment that a path names, if this caller may do `action` in its environment. */
async function deploymentFor(
  read: Sql,
  caller: TeamCaller,
  { project, deployment: named }: { readonly project: string; readonly deployment: string },
  action: Action,
): Promise<Result<Deployment, Refusal>> {
  const place = await projectFor(read, caller, { project, action: 'project:read' });
  if (!place.ok) return place;
  const { project_id } = place.value;
  const deployment = await findDeployment(read, caller.team.id, project_id, named);
  if (deployment === undefined) return deploymentNotFound(named);
  const environment = deployment.environment.name;
  const allowed = judge({ project_id }, caller, { project, action, environment });
  return allowed.ok ? ok(deployment) : allowed;
}

function actingOn({ team, actor }: TeamCaller, { id }: Deployment) {
  return { teamId: teamId.parse(team.id), actor, deploymentId: id };
}

/** Names what is read: the version, and what was made for this deployment alone. */
async function tagOf(
  vault: Vault,
  { team }: TeamCaller,
  { id, environment }: Deployment,
  own: readonly ActionOutcome[],
): Promise<string> {
  const { version, digest } = environment;
  const pinned = `${version}-${digest.slice(0, 32) || 'empty'}`;
  if (own.length === 0) return `"${pinned}"`;
  const overlay = await vault.digest(team.id, `${id}:${JSON.stringify(own)}`);
  return `"${pinned}-${overlay.slice(0, 32)}"`;
}
