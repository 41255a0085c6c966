import {
  type CheckSettings,
  checkNotFound,
  type createChangeCheck,
  type createCreateCheck,
  type createDeleteCheck,
  defaultCheckTimeout,
  latestRequirement,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import { restEndpoints } from '@kontor/protocol/rest';
import { type CheckSource, checkId } from '@kontor/protocol/vocabulary';
import type * as z from 'zod';
import { type InstallationCaller, type Route, route, type TeamCaller } from '../http/route.ts';
import { checkStore } from '../postgres/check-store.ts';
import { listDeployments } from '../postgres/deployment-views.ts';
import { resourceStore } from '../postgres/resource-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { restCheckOf, restCheckRunOf } from './check-views.ts';
import { type JudgingCaller, judgingCaller, projectToJudge } from './judging-caller.ts';

export type CheckRoutesPorts = {
  readonly read: Sql;
  readonly createCheck: ReturnType<typeof createCreateCheck>;
  readonly changeCheck: ReturnType<typeof createChangeCheck>;
  readonly deleteCheck: ReturnType<typeof createDeleteCheck>;
  /** What a caller knows the team by. */
  readonly ownerIdFor: (caller: TeamCaller | InstallationCaller) => string;
};

/** Checks of projects. @see spec/checks.md; spec/platform-api.md §4.5 */
export function checkRoutes(ports: CheckRoutesPorts): readonly Route[] {
  const { read, ownerIdFor } = ports;
  const { deleteProjectCheck, updateProjectCheck } = restEndpoints;
  return [
    route(restEndpoints.createProjectCheck, async ({ caller, params, body }) => {
      const project = await projectToJudge(read, caller, params.project, 'deployment:write');
      if (!project.ok) return project;
      const by = judgingCaller(caller);
      const source = await sourceOf(read, by, body.source);
      if (!source.ok) return source;
      const blocks = body.blocks ?? 'deployment-alias';
      const created = await ports.createCheck({
        ...by,
        projectId: project.value,
        settings: {
          name: body.name,
          blocks,
          requires: body.requires ?? latestRequirement[blocks],
          targets: body.targets ?? [],
          isRerequestable: body.isRerequestable ?? false,
          timeoutSeconds: body.timeout ?? defaultCheckTimeout,
          source: source.value,
        },
      });
      return created.ok
        ? ok({ status: 200, body: restCheckOf(created.value, ownerIdFor(caller)) })
        : created;
    }),
    route(restEndpoints.listProjectChecks, async ({ caller, params, query }) => {
      const project = await projectToJudge(read, caller, params.project, 'project:read');
      if (!project.ok) return project;
      const by = judgingCaller(caller);
      const found = await checkStore(read, by.teamId).inForce(project.value);
      const checks = found
        .filter((check) => isVisibleTo(by, check))
        .filter(({ blocks }) => query.blocks === undefined || blocks === query.blocks)
        .map((check) => restCheckOf(check, ownerIdFor(caller)));
      return ok({ status: 200, body: { checks } });
    }),
    route(restEndpoints.getProjectCheck, async ({ caller, params }) => {
      const found = await checkFor(read, caller, params);
      return found.ok
        ? ok({ status: 200, body: restCheckOf(found.value, ownerIdFor(caller)) })
        : found;
    }),
    route(updateProjectCheck, async ({ caller, params, body }) => {
      const project = await projectToJudge(read, caller, params.project, 'deployment:write');
      if (!project.ok) return project;
      const id = checkId.safeParse(params.checkId);
      if (!id.success) return checkNotFound();
      const changed = await ports.changeCheck({
        ...judgingCaller(caller),
        projectId: project.value,
        checkId: id.data,
        change: changeOf(body),
      });
      return changed.ok
        ? ok({ status: 200, body: restCheckOf(changed.value, ownerIdFor(caller)) })
        : changed;
    }),
    route(deleteProjectCheck, async ({ caller, params }) => {
      const project = await projectToJudge(read, caller, params.project, 'deployment:write');
      if (!project.ok) return project;
      const id = checkId.safeParse(params.checkId);
      if (!id.success) return checkNotFound();
      const place = { ...judgingCaller(caller), projectId: project.value };
      const deleted = await ports.deleteCheck({ ...place, checkId: id.data });
      return deleted.ok ? ok({ status: 200, body: { success: true } }) : deleted;
    }),
    route(restEndpoints.listCheckRuns, async ({ caller, params }) => {
      const check = await checkFor(read, caller, params);
      if (!check.ok) return check;
      const { id, projectId } = check.value;
      const { teamId } = judgingCaller(caller);
      const filter = { projectIds: [projectId], limit: RUNS_OF_DEPLOYMENTS };
      const deployments = await listDeployments(read, teamId, filter);
      const runs = deployments.flatMap((deployment) =>
        deployment.checkRuns
          .filter((run) => run.checkId === id)
          .map((run) => restCheckRunOf(run, deployment, ownerIdFor(caller)))
          .reverse(),
      );
      return ok({ status: 200, body: { runs } });
    }),
  ];
}

/** Of how many deployments the runs of a check are listed. */
const RUNS_OF_DEPLOYMENTS = 100;

async function checkFor(
  read: Sql,
  caller: TeamCaller | InstallationCaller,
  params: { readonly project: string; readonly checkId: string },
) {
  const project = await projectToJudge(read, caller, params.project, 'project:read');
  if (!project.ok) return project;
  const by = judgingCaller(caller);
  const id = checkId.safeParse(params.checkId);
  const found = id.success && (await checkStore(read, by.teamId).find(project.value, id.data));
  return found && isVisibleTo(by, found) ? ok(found) : checkNotFound();
}

function isVisibleTo(by: JudgingCaller, check: { readonly installationId: string | null }) {
  return by.installationId === null || check.installationId === by.installationId;
}

type Body = z.output<typeof restEndpoints.updateProjectCheck.request>;

function changeOf({ timeout, ...body }: Body): Partial<CheckSettings> {
  const stated = { ...body, timeoutSeconds: timeout };
  const entries = Object.entries(stated).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<CheckSettings>;
}

type StatedSource = z.output<typeof restEndpoints.createProjectCheck.request>['source'];

/** An integration judges itself, and nobody else by it; a team has others judge. */
async function sourceOf(
  read: Sql,
  { teamId, installationId, integrationId }: JudgingCaller,
  stated: StatedSource,
): Promise<Result<CheckSource, Refusal>> {
  if (stated?.kind === 'webhook' || stated?.kind === 'git-provider') {
    return installationId === null
      ? ok(stated)
      : unfit('an integration adds checks of its own: leave the source out');
  }
  if (installationId === null || integrationId === null) {
    return unfit('name who judges: a webhook or a git-provider');
  }
  const own = { kind: 'integration', integrationId, integrationConfigurationId: installationId };
  const externalResourceId = stated?.externalResourceId;
  if (externalResourceId === undefined) return ok({ ...own, kind: 'integration' });
  const found = await resourceStore(read, teamId).listOf(installationId);
  const resource = found.find((each) => each.externalId === externalResourceId);
  return resource === undefined
    ? unfit(`there is no resource '${externalResourceId}' in this installation`)
    : ok({ ...own, kind: 'integration', resourceId: resource.id, externalResourceId });
}

function unfit(message: string) {
  return refuse('invalid_request', `The check cannot be added: ${message}.`, {
    fields: [{ key: 'source', message }],
  });
}
