import { ok, projectNotFound, type Refusal, type Result } from '@kontor/core';
import { type RestProject, restEndpoints } from '@kontor/protocol/rest';
import { type InstallationCaller, type Route, route, type TeamCaller } from '../http/route.ts';
import { keyOf, type ProjectRow, projectFor } from '../http/routes/project-scope.ts';
import type { Sql } from '../postgres/sql.ts';

/** Projects as clients of the protocol know them. @see spec/platform-api.md §4.1 */
export function restProjectRoutes({ read }: { readonly read: Sql }): readonly Route[] {
  return [
    route(restEndpoints.getRestProject, async ({ caller, params }) => {
      const found = await projectOf(read, caller, params.project);
      return found.ok
        ? ok({ status: 200, body: restProjectOf(found.value, teamOf(caller)) })
        : found;
    }),
  ];
}

function teamOf(caller: TeamCaller | InstallationCaller): string {
  return 'team' in caller ? caller.team.id : caller.teamId;
}

/** A provider sees only projects that a resource of its installation is connected to. */
async function projectOf(
  read: Sql,
  caller: TeamCaller | InstallationCaller,
  project: string,
): Promise<Result<ProjectRow, Refusal>> {
  if ('team' in caller) return projectFor(read, caller, { project, action: 'project:read' });
  const [row] = await read<ProjectRow>(
    `select p.project_id, p.name, p.created_at from project p
     where p.team_id = $1 and p.${keyOf(project)} = $2 and exists (
       select from connection c join resource r using (team_id, resource_id)
       where c.team_id = $1 and c.project_id = p.project_id and r.installation_id = $3)`,
    [caller.teamId, project, caller.installationId],
  );
  return row === undefined ? projectNotFound(project) : ok(row);
}

const noRegions = { functionDefaultRegions: [] };

function restProjectOf(
  { project_id: id, name, created_at }: ProjectRow,
  accountId: string,
): RestProject {
  const createdAt = created_at.getTime();
  return {
    id,
    name,
    accountId,
    alias: [],
    directoryListing: false,
    nodeVersion: '24.x',
    deploymentExpiration: {},
    resourceConfig: noRegions,
    defaultResourceConfig: noRegions,
    createdAt,
    updatedAt: createdAt,
  };
}
