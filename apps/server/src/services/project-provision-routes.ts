import {
  type createChangeProject,
  type createCreateProject,
  type createRemoveProject,
  ok,
  projectNotFound,
  type Refusal,
  type Result,
} from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type ProjectId, projectId, teamId } from '@kontor/protocol/vocabulary';
import type { TeamSummary } from '../http/principal.ts';
import { type Route, route, type ServiceCaller } from '../http/route.ts';
import type { createServeEnvironment } from '../http/routes/environment-content-routes.ts';
import type { Database } from '../postgres/database.ts';
import type { Sql } from '../postgres/sql.ts';
import { provisionedTeam } from './provisioned.ts';

export type ProjectProvisionPorts = {
  readonly database: Pick<Database, 'read'>;
  readonly createProject: ReturnType<typeof createCreateProject>;
  readonly changeProject: ReturnType<typeof createChangeProject>;
  readonly removeProject: ReturnType<typeof createRemoveProject>;
  readonly serveEnvironment: ReturnType<typeof createServeEnvironment>;
  readonly now: () => Date;
};

/** The projects that a platform makes in its teams, by ids of its own, and what their deployments read. */
export function projectProvisionRoutes(ports: ProjectProvisionPorts): readonly Route[] {
  const { read } = ports.database;
  return [
    route(kontorEndpoints.listProvisionedProjects, async ({ caller, params }) => {
      const team = await provisionedTeam(read, caller, params.externalTeam);
      if (!team.ok) return team;
      const projects = await read<{ externalId: string; id: ProjectId; name: string }>(
        `select s.external_id as "externalId", p.project_id as id, p.name
         from service_project s join project p using (team_id, project_id)
         where s.team_id = $1 order by p.name`,
        [team.value.id],
      );
      return ok({ status: 200, body: { projects } });
    }),
    route(kontorEndpoints.putProvisionedProject, async ({ caller, params, body: { name } }) => {
      const { externalProject: externalId } = params;
      const team = await provisionedTeam(read, caller, params.externalTeam);
      if (!team.ok) return team;
      const place = { team: team.value, caller, externalId, name };
      const known = await findProject(read, team.value.id, externalId);
      const put = known ? await rename(ports, place, known) : await make(ports, place);
      if (!put.ok) return put;
      const project = { externalId, id: put.value.id, name };
      return ok({ status: put.value.isNew ? 201 : 200, body: { project } });
    }),
    route(kontorEndpoints.deleteProvisionedProject, async ({ caller, params }) => {
      const found = await named(read, caller, params);
      if (!found.ok) return found;
      const removed = await ports.removeProject({ ...found.value, actor: caller.actor });
      return removed.ok ? ok({ status: 204, body: null }) : removed;
    }),
    route(kontorEndpoints.readProvisionedEnvironment, async (call) => {
      const { caller, params } = call;
      const found = await named(read, caller, params);
      if (!found.ok) return found;
      const { team, projectId: project } = found.value;
      const reader = { team, grant: READER, at: ports.now(), actor: caller.actor, person: null };
      const { environment } = params;
      return ports.serveEnvironment({
        ...call,
        caller: reader,
        params: { team: team.id, project, environment },
      });
    }),
  ];
}

const READER = {
  role: 'developer',
  actions: ['project:read', 'environment:read-values'],
} as const;

async function named(
  read: Sql,
  caller: ServiceCaller,
  { externalTeam, externalProject }: { externalTeam: string; externalProject: string },
) {
  const team = await provisionedTeam(read, caller, externalTeam);
  if (!team.ok) return team;
  const id = await findProject(read, team.value.id, externalProject);
  if (id === undefined) return projectNotFound(externalProject);
  return ok({ team: team.value, teamId: teamId.parse(team.value.id), projectId: id });
}

async function findProject(
  read: Sql,
  team: string,
  externalId: string,
): Promise<ProjectId | undefined> {
  const [row] = await read<{ project_id: string }>(
    'select project_id from service_project where team_id = $1 and external_id = $2',
    [team, externalId],
  );
  return row && projectId.parse(row.project_id);
}

type Place = {
  readonly team: TeamSummary;
  readonly caller: ServiceCaller;
  readonly externalId: string;
  readonly name: string;
};
type Put = Result<{ readonly id: ProjectId; readonly isNew: boolean }, Refusal>;

async function rename(
  { changeProject }: ProjectProvisionPorts,
  { team, caller, name }: Place,
  id: ProjectId,
): Promise<Put> {
  const changed = await changeProject({
    teamId: teamId.parse(team.id),
    actor: caller.actor,
    projectId: id,
    name,
    settings: {},
  });
  return changed.ok ? ok({ id, isNew: false }) : changed;
}

/**
 * Makes a project and notes what the platform calls it. Should the process die between, or another
 * make it at the same time, the project is found by its name when the call is repeated.
 */
async function make(
  { createProject, database: { read } }: ProjectProvisionPorts,
  { team, caller, externalId, name }: Place,
): Promise<Put> {
  const created = await createProject({
    teamId: teamId.parse(team.id),
    actor: caller.actor,
    name,
    settings: {},
  });
  if (!created.ok && created.error.code !== 'name_taken') return created;
  await read(
    `insert into service_project (team_id, external_id, project_id)
     select team_id, $2, project_id from project where team_id = $1 and name = $3
     on conflict do nothing`,
    [team.id, externalId, name],
  );
  const id = await findProject(read, team.id, externalId);
  if (id !== undefined) return ok({ id, isNew: created.ok });
  return created.ok ? projectNotFound(externalId) : created;
}
