import { type Deployment, deploymentNotFound, ok, projectNotFound, targetOf } from '@kontor/core';
import { type RestDeployment, restEndpoints } from '@kontor/protocol/rest';
import { type Route, route } from '../http/route.ts';
import { keyOf } from '../http/routes/project-scope.ts';
import { listDeployments } from '../postgres/deployment-views.ts';
import type { Sql } from '../postgres/sql.ts';
import { findVisibleDeployment, teamOf, visibleProjects } from './visible-deployment.ts';

/** Deployments as clients of the protocol know them. @see spec/platform-api.md §4.7 */
export function restDeploymentRoutes({ read }: { readonly read: Sql }): readonly Route[] {
  return [
    route(restEndpoints.getDeployment, async ({ caller, params }) => {
      const found = await findVisibleDeployment(read, caller, params.idOrUrl);
      return found === undefined
        ? deploymentNotFound(params.idOrUrl)
        : ok({ status: 200, body: restDeploymentOf(found) });
    }),
    route(restEndpoints.getDeployments, async ({ caller, query }) => {
      const { projectId, app, target, state, branch, since, until } = query;
      const named = projectId ?? app;
      const visible = await visibleProjects(read, caller);
      const wanted =
        named === undefined ? visible : visible.filter((each) => each[keyOf(named)] === named);
      if (named !== undefined && wanted.length === 0) return projectNotFound(named);
      const found = await listDeployments(read, teamOf(caller), {
        projectIds: wanted.map(({ project_id }) => project_id),
        environment: target,
        gitBranch: branch,
        sha: query.sha,
        readyStates: state?.toUpperCase().split(','),
        ...(since !== undefined && { since }),
        ...(until !== undefined && { until }),
        limit: query.limit + 1,
      });
      const page = found.slice(0, query.limit);
      const last = page.at(-1)?.createdAt.getTime() ?? null;
      const pagination = {
        count: page.length,
        next: found.length > page.length ? last : null,
        prev: page[0]?.createdAt.getTime() ?? null,
      };
      return ok({ status: 200, body: { deployments: page.map(listedOf), pagination } });
    }),
  ];
}

const creator = { uid: 'platform' } as const;

function restDeploymentOf(deployment: Deployment): RestDeployment {
  const { id, name, url, readyState, aliases, projectId, meta, readyAt } = deployment;
  const createdAt = deployment.createdAt.getTime();
  const buildingAt = deployment.buildingAt?.getTime() ?? createdAt;
  return {
    ...{ id, name, readyState, projectId, creator, createdAt, buildingAt },
    url: url ?? '',
    status: readyState,
    aliasAssigned: deployment.aliasAssignedAt !== null,
    alias: [...aliases],
    target: targetOf(deployment),
    meta: metaOf(deployment, meta),
    type: 'LAMBDAS',
    version: 2,
    public: false,
    regions: [],
    buildSkipped: false,
    bootedAt: buildingAt,
    ...(readyAt && { ready: readyAt.getTime() }),
    errorMessage: deployment.errorMessage,
  };
}

function listedOf(deployment: Deployment) {
  const { id: uid, name, url, readyState, projectId, meta, buildingAt, readyAt } = deployment;
  const created = deployment.createdAt.getTime();
  return {
    ...{ uid, name, readyState, projectId, creator, created },
    url: url ?? '',
    state: readyState,
    target: targetOf(deployment),
    meta: metaOf(deployment, meta),
    type: 'LAMBDAS' as const,
    inspectorUrl: null,
    aliasAssigned: deployment.aliasAssignedAt?.getTime() ?? null,
    createdAt: created,
    ...(buildingAt && { buildingAt: buildingAt.getTime() }),
    ...(readyAt && { ready: readyAt.getTime() }),
  };
}

/** What the platform told of itself, and branch and commit under the names that clients look for. */
function metaOf({ gitBranch, gitCommit }: Deployment, meta: Readonly<Record<string, string>>) {
  return {
    ...meta,
    ...(gitBranch !== null && { gitBranch }),
    ...(gitCommit !== null && { gitCommitSha: gitCommit.sha }),
  };
}
