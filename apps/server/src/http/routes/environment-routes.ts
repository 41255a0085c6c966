import { ok, removeEnvironment } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { listEnvironmentViews } from '../../postgres/environment-views.ts';
import { type Route, route, type TeamCaller } from '../route.ts';
import {
  addNamed,
  type CustomEnvironmentPorts,
  changeEnvironments,
  updateNamed,
} from './custom-environment-changes.ts';
import { requireEnvironment } from './environment-content.ts';
import { projectFor } from './project-scope.ts';

/** The environments of a project themselves; what is in them is read elsewhere. */
export function environmentRoutes(ports: CustomEnvironmentPorts): readonly Route[] {
  const { read } = ports.database;

  /** What became of one, to whoever has changed it. */
  async function shownEnvironment(caller: TeamCaller, project: string, slug: string) {
    const found = await projectFor(read, caller, { project, action: 'project:write' });
    return found.ok ? requireEnvironment(read, caller, found.value.project_id, slug) : found;
  }

  return [
    route(kontorEndpoints.listEnvironments, async ({ caller, params }) => {
      const project = await projectFor(read, caller, { ...params, action: 'project:read' });
      if (!project.ok) return project;
      const environments = await listEnvironmentViews(
        read,
        caller.team.id,
        project.value.project_id,
      );
      return ok({ status: 200, body: { environments } });
    }),
    route(kontorEndpoints.createEnvironment, async ({ caller, params, body }) => {
      const added = await changeEnvironments(ports, caller, params.project, (hand) =>
        addNamed(hand, body),
      );
      if (!added.ok) return added;
      const shown = await shownEnvironment(caller, params.project, added.value.slug);
      return shown.ok ? ok({ status: 201, body: { environment: shown.value } }) : shown;
    }),
    route(kontorEndpoints.updateEnvironment, async ({ caller, params, body }) => {
      const change = { ...body, named: params.environment };
      const updated = await changeEnvironments(ports, caller, params.project, (hand) =>
        updateNamed(hand, ports, change),
      );
      if (!updated.ok) return updated;
      const shown = await shownEnvironment(caller, params.project, updated.value.slug);
      return shown.ok ? ok({ status: 200, body: { environment: shown.value } }) : shown;
    }),
    route(kontorEndpoints.deleteEnvironment, async ({ caller, params }) => {
      const removed = await changeEnvironments(ports, caller, params.project, ({ tx, where }) =>
        removeEnvironment(tx, where, { named: params.environment, keepsVariables: false }),
      );
      return removed.ok ? ok({ status: 204, body: null }) : removed;
    }),
  ];
}
