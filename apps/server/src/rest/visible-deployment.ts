import { allows, type Deployment } from '@kontor/core';
import type { ProjectId } from '@kontor/protocol/vocabulary';
import type { InstallationCaller, TeamCaller } from '../http/route.ts';
import { type DeploymentRow, deploymentsOf } from '../postgres/deployment-store.ts';
import type { Sql } from '../postgres/sql.ts';

type Caller = TeamCaller | InstallationCaller;
type VisibleProject = { readonly project_id: ProjectId; readonly name: string };

export function teamOf(caller: Caller): string {
  return 'team' in caller ? caller.team.id : caller.teamId;
}

/**
 * The projects that a caller may look at: a person or a token those of the grant, and a provider
 * those that a resource of its installation is connected to.
 *
 * @see spec/deployments.md — DEP-8
 */
export async function visibleProjects(
  read: Sql,
  caller: Caller,
): Promise<readonly VisibleProject[]> {
  if ('team' in caller) {
    return read<VisibleProject>(
      `select project_id, name from project
       where team_id = $1 and ($2::text[] is null or project_id = any($2))`,
      [caller.team.id, caller.grant.projects ?? null],
    );
  }
  return read<VisibleProject>(
    `select distinct p.project_id, p.name from project p
     join connection c using (team_id, project_id) join resource r using (team_id, resource_id)
     where p.team_id = $1 and r.installation_id = $2`,
    [caller.teamId, caller.installationId],
  );
}

/** A deployment by its id or address, if its project is one that the caller may look at. */
export async function findVisibleDeployment(
  read: Sql,
  caller: Caller,
  idOrUrl: string,
): Promise<Deployment | undefined> {
  const isId = idOrUrl.startsWith('dpl_');
  const [row] = await read<DeploymentRow>(
    `select * from deployment where team_id = $1 and removed_at is null
       and ${isId ? 'deployment_id' : 'url'} = any($2) order by deployment_id desc limit 1`,
    [teamOf(caller), isId ? [idOrUrl] : addressesLike(idOrUrl)],
  );
  if (row === undefined || !(await maySee(read, caller, row.project_id))) return undefined;
  return (await deploymentsOf(read, teamOf(caller), [row]))[0];
}

async function maySee(read: Sql, caller: Caller, projectId: ProjectId): Promise<boolean> {
  if ('team' in caller) {
    return allows(caller.grant, { action: 'project:read', projectId }, caller.at);
  }
  const projects = await visibleProjects(read, caller);
  return projects.some(({ project_id }) => project_id === projectId);
}

/** Platforms tell a host name or a whole address, and clients ask by either. */
function addressesLike(text: string): readonly string[] {
  const host = text.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return [text, host, `https://${host}`, `https://${host}/`, `http://${host}`, `http://${host}/`];
}
