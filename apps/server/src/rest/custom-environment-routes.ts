import {
  customEnvironmentLimit,
  type DescribedEnvironment,
  environmentNamed,
  matchesBranch,
  ok,
  removeEnvironment,
} from '@kontor/core';
import { type RestCustomEnvironment, restEndpoints } from '@kontor/protocol/rest';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import {
  addNamed,
  type CustomEnvironmentPorts,
  changeEnvironments,
  updateNamed,
} from '../http/routes/custom-environment-changes.ts';
import { projectFor } from '../http/routes/project-scope.ts';
import { listCustomEnvironments } from '../postgres/custom-environments.ts';
import { copyVariables } from './copy-variables.ts';

/** Environments that teams add to projects, as clients of the protocol know them. @see spec/platform-api.md §4.2 */
export function customEnvironmentRoutes(ports: CustomEnvironmentPorts): readonly Route[] {
  const { read } = ports.database;

  async function environmentsOf(caller: TeamCaller, project: string) {
    const found = await projectFor(read, caller, { project, action: 'project:read' });
    if (!found.ok) return found;
    const place = { teamId: caller.team.id, projectId: found.value.project_id };
    return ok(await listCustomEnvironments(read, place));
  }

  return [
    route(restEndpoints.listCustomEnvironments, async ({ caller, params, query }) => {
      const all = await environmentsOf(caller, params.project);
      if (!all.ok) return all;
      const { gitBranch } = query;
      const environments = all.value
        .filter(
          ({ branchMatcher }) =>
            gitBranch === undefined ||
            (branchMatcher !== null && matchesBranch(branchMatcher, gitBranch)),
        )
        .map(viewOf);
      const accountLimit = { total: customEnvironmentLimit };
      return ok({ status: 200, body: { accountLimit, environments } });
    }),
    route(restEndpoints.createCustomEnvironment, async ({ caller, params, body }) => {
      const { copyEnvVarsFrom: from } = body;
      const added = await changeEnvironments(ports, caller, params.project, async (hand) => {
        const made = await addNamed(hand, body);
        if (!made.ok || from === undefined) return made;
        const to = made.value.slug;
        const copied = await copyVariables(ports, hand, { from, to });
        return copied.ok ? made : copied;
      });
      return added.ok ? ok({ status: 201, body: viewOf(added.value) }) : added;
    }),
    route(restEndpoints.getCustomEnvironment, async ({ caller, params }) => {
      const all = await environmentsOf(caller, params.project);
      if (!all.ok) return all;
      const found = environmentNamed(all.value, params.environment);
      return found.ok ? ok({ status: 200, body: viewOf(found.value) }) : found;
    }),
    route(restEndpoints.updateCustomEnvironment, async ({ caller, params, body }) => {
      const change = { ...body, named: params.environment };
      const updated = await changeEnvironments(ports, caller, params.project, (hand) =>
        updateNamed(hand, ports, change),
      );
      return updated.ok ? ok({ status: 200, body: viewOf(updated.value) }) : updated;
    }),
    route(restEndpoints.removeCustomEnvironment, async ({ caller, params, body }) => {
      const keepsVariables = body?.deleteUnassignedEnvironmentVariables !== true;
      const removed = await changeEnvironments(ports, caller, params.project, ({ tx, where }) =>
        removeEnvironment(tx, where, { named: params.environment, keepsVariables }),
      );
      return removed.ok ? ok({ status: 200, body: viewOf(removed.value) }) : removed;
    }),
  ];
}

function viewOf(environment: DescribedEnvironment): RestCustomEnvironment {
  const { id, slug, description, branchMatcher, createdAt, updatedAt } = environment;
  return {
    id,
    slug,
    type: 'preview',
    ...(description === null ? {} : { description }),
    ...(branchMatcher === null ? {} : { branchMatcher }),
    domains: [],
    createdAt: createdAt.getTime(),
    updatedAt: updatedAt.getTime(),
  };
}
