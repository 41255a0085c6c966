import {
  type createChangeProject,
  type createCreateProject,
  type createRemoveProject,
  type NewEvent,
  ok,
  projectNotFound,
  type Refusal,
  type Result,
} from '@kontor/core';
import { restEndpoints } from '@kontor/protocol/rest';
import { type ProjectSettings, projectSettings, teamId } from '@kontor/protocol/vocabulary';
import { type InstallationCaller, type Route, route, type TeamCaller } from '../http/route.ts';
import { keyOf, mayTouch, projectFor } from '../http/routes/project-scope.ts';
import type { Issuer } from '../oidc/issuer.ts';
import { type ProjectRow, projectColumns, projectOf } from '../postgres/project-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { listProjectPage } from './project-list.ts';
import { restProjectOf } from './project-view.ts';
import { newVariableOf } from './variable-changes.ts';
import { mistakeOfBody } from './variable-refusals.ts';

export type RestProjectRoutesPorts = {
  readonly read: Sql;
  readonly createProject: ReturnType<typeof createCreateProject>;
  readonly changeProject: ReturnType<typeof createChangeProject>;
  readonly removeProject: ReturnType<typeof createRemoveProject>;
  readonly signProjectToken: Issuer['projectToken'];
  readonly recordEvent: (teamId: string, event: NewEvent) => Promise<void>;
};

/** Projects as clients of the protocol know them. @see spec/platform-api.md §4.1 */
export function restProjectRoutes(ports: RestProjectRoutesPorts): readonly Route[] {
  const { read } = ports;
  return [
    route(restEndpoints.listRestProjects, async ({ caller, query }) => {
      const { rows, pagination } = await listProjectPage(read, caller, query);
      const projects = rows.map((row) => restProjectOf(projectOf(row), caller.team.id));
      return ok({ status: 200, body: { projects, pagination } });
    }),
    route(restEndpoints.createRestProject, async ({ caller, body }) => {
      const created = await ports.createProject({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        name: body.name,
        settings: settingsIn(body),
        first: {
          variables: body.environmentVariables.map(newVariableOf),
          mayTouch: mayTouch(caller, 'variable:write'),
        },
      });
      return created.ok
        ? ok({ status: 200, body: restProjectOf(created.value, caller.team.id) })
        : { ok: false, error: mistakeOfBody(created.error) };
    }),
    route(restEndpoints.getRestProject, async ({ caller, params }) => {
      const found = await visibleProject(read, caller, params.project);
      return found.ok
        ? ok({ status: 200, body: restProjectOf(projectOf(found.value), teamOf(caller)) })
        : found;
    }),
    route(restEndpoints.updateRestProject, async ({ caller, params, body }) => {
      const found = await projectFor(read, caller, { ...params, action: 'project:write' });
      if (!found.ok) return found;
      const changed = await ports.changeProject({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        projectId: found.value.project_id,
        settings: settingsIn(body),
        ...(body.name === undefined ? {} : { name: body.name }),
      });
      return changed.ok
        ? ok({ status: 200, body: restProjectOf(changed.value, caller.team.id) })
        : changed;
    }),
    route(restEndpoints.deleteRestProject, async ({ caller, params }) => {
      const found = await projectFor(read, caller, { ...params, action: 'project:write' });
      if (!found.ok) return found;
      const removed = await ports.removeProject({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        projectId: found.value.project_id,
      });
      return removed.ok ? ok({ status: 204, body: null }) : removed;
    }),
    route(restEndpoints.createProjectToken, async ({ caller, params }) => {
      const place = { ...params, environment } as const;
      const found = await projectFor(read, caller, { ...place, action: 'environment:read-values' });
      if (!found.ok) return found;
      const { project_id: id, name } = found.value;
      await ports.recordEvent(caller.team.id, {
        type: 'project.token-signed',
        actor: caller.actor,
        subject: { project: id },
        data: { environment },
      });
      const { team } = caller;
      const token = await ports.signProjectToken({ team, project: { id, name }, environment });
      return ok({ status: 200, body: { token } });
    }),
  ];
}

/** What a person's tools speak for: where code runs on their own machine. */
const environment = 'development';

function teamOf(caller: TeamCaller | InstallationCaller): string {
  return 'team' in caller ? caller.team.id : caller.teamId;
}

/** The settings among everything that a body says. */
function settingsIn(body: ProjectSettings): ProjectSettings {
  return projectSettings.parse(body);
}

/** A provider sees only projects that a resource of its installation is connected to. */
async function visibleProject(
  read: Sql,
  caller: TeamCaller | InstallationCaller,
  project: string,
): Promise<Result<ProjectRow, Refusal>> {
  if ('team' in caller) return projectFor(read, caller, { project, action: 'project:read' });
  const [row] = await read<ProjectRow>(
    `select ${projectColumns('p')} from project p
     where p.team_id = $1 and p.${keyOf(project)} = $2 and exists (
       select from connection c join resource r using (team_id, resource_id)
       where c.team_id = $1 and c.project_id = p.project_id and r.installation_id = $3)`,
    [caller.teamId, project, caller.installationId],
  );
  return row === undefined ? projectNotFound(project) : ok(row);
}
