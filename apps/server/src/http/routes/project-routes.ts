import {
  type createChangeProject,
  type createCreateProject,
  type createRemoveProject,
  ok,
  type Project,
} from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { teamId } from '@kontor/protocol/vocabulary';
import { type ProjectRow, projectColumns, projectOf } from '../../postgres/project-store.ts';
import type { Sql } from '../../postgres/sql.ts';
import { type Route, route } from '../route.ts';
import { projectFor } from './project-scope.ts';

export type ProjectRoutesPorts = {
  readonly read: Sql;
  readonly createProject: ReturnType<typeof createCreateProject>;
  readonly changeProject: ReturnType<typeof createChangeProject>;
  readonly removeProject: ReturnType<typeof createRemoveProject>;
};

export function projectRoutes({
  read,
  createProject,
  changeProject,
  removeProject,
}: ProjectRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.listProjects, async ({ caller }) => {
      const rows = await read<ProjectRow>(
        `select ${projectColumns()} from project
         where team_id = $1 and ($2::text[] is null or project_id = any($2)) order by name`,
        [caller.team.id, caller.grant.projects ?? null],
      );
      return ok({ status: 200, body: { projects: rows.map((row) => viewOf(projectOf(row))) } });
    }),
    route(kontorEndpoints.createProject, async ({ caller, body }) => {
      const created = await createProject({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        name: body.name,
        settings: {},
      });
      return created.ok ? ok({ status: 201, body: { project: viewOf(created.value) } }) : created;
    }),
    route(kontorEndpoints.getProject, async ({ caller, params }) => {
      const found = await projectFor(read, caller, { ...params, action: 'project:read' });
      return found.ok
        ? ok({ status: 200, body: { project: viewOf(projectOf(found.value)) } })
        : found;
    }),
    route(kontorEndpoints.updateProject, async ({ caller, params, body }) => {
      const found = await projectFor(read, caller, { ...params, action: 'project:write' });
      if (!found.ok) return found;
      const changed = await changeProject({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        projectId: found.value.project_id,
        name: body.name,
        settings: {},
      });
      return changed.ok ? ok({ status: 200, body: { project: viewOf(changed.value) } }) : changed;
    }),
    route(kontorEndpoints.deleteProject, async ({ caller, params }) => {
      const found = await projectFor(read, caller, { ...params, action: 'project:write' });
      if (!found.ok) return found;
      const removed = await removeProject({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        projectId: found.value.project_id,
      });
      return removed.ok ? ok({ status: 204, body: null }) : removed;
    }),
  ];
}

function viewOf({ id, name, createdAt }: Project) {
  return { id, name, createdAt: createdAt.toISOString() };
}
