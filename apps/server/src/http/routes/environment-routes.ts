import { ok } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { listEnvironmentViews } from '../../postgres/environment-views.ts';
import { type Route, route } from '../route.ts';
import {
  addEnvironment,
  type CustomEnvironmentPorts,
  changeEnvironments,
  removeEnvironment,
} from './custom-environment-changes.ts';
import { projectFor } from './project-scope.ts';

/** The environments of a project themselves; what is in them is read elsewhere. */
export function environmentRoutes(ports: CustomEnvironmentPorts): readonly Route[] {
  const { read } = ports.database;
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
        addEnvironment(hand, body, ports.now()),
      );
      if (!added.ok) return added;
      const { id, slug } = added.value;
      const environment = { id, slug, version: 0, latestVersion: 0, variableCount: 0 };
      return ok({ status: 201, body: { environment } });
    }),
    route(kontorEndpoints.deleteEnvironment, async ({ caller, params }) => {
      const removed = await changeEnvironments(ports, caller, params.project, (hand) =>
        removeEnvironment(hand, { named: params.environment, keepsVariables: false }),
      );
      return removed.ok ? ok({ status: 204, body: null }) : removed;
    }),
  ];
}
