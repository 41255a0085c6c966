import type { InstallationId, ProjectId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { withProjects } from '../../domain/installation/installation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { projectNotFound } from '../project/project-refusals.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { requireInstalled } from './require-installed.ts';

export type SelectProjectsTx = Pick<
  TeamTx,
  'installations' | 'resources' | 'connections' | 'projects' | 'events'
>;

export type SelectProjectsRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
  /** Null lets its resources be connected to all. */
  readonly projects: readonly ProjectId[] | null;
};

/**
 * Keeps the resources of an installation to some of the team's projects. Refused while one is
 * connected to another project, so that what is selected is always true.
 *
 * @see spec/platform-api.md §3.1, §5
 */
export function createSelectProjects(ports: {
  readonly transact: Transact<SelectProjectsTx>;
  readonly now: () => Date;
}) {
  return ({ teamId, actor, installationId, projects }: SelectProjectsRequest) =>
    ports.transact(teamId, async (tx): Promise<Result<null, Refusal>> => {
      const current = requireInstalled(installationId, await tx.installations.lock(installationId));
      if (!current.ok) return current;
      if (projects !== null) {
        const missing = await missingAmong(tx, projects);
        if (missing !== undefined) return projectNotFound(missing);
        const outside = await connectedOutside(tx, installationId, projects);
        if (outside.length > 0) return connectedElsewhere(outside);
      }
      await tx.installations.save(withProjects(current.value, projects, ports.now()));
      await tx.events.append({
        type: 'installation.projects-selected',
        actor,
        subject: { installation: installationId, integration: current.value.integrationId },
        data: { before: listed(current.value.projects), projects: listed(projects) },
      });
      return ok(null);
    });
}

function listed(projects: readonly string[] | null): string[] | null {
  return projects && [...projects];
}

async function missingAmong(
  tx: SelectProjectsTx,
  projects: readonly ProjectId[],
): Promise<ProjectId | undefined> {
  const found = new Set((await tx.projects.lock(projects)).map(({ id }) => id));
  return projects.find((id) => !found.has(id));
}

async function connectedOutside(
  tx: SelectProjectsTx,
  installationId: InstallationId,
  projects: readonly ProjectId[],
): Promise<readonly ProjectId[]> {
  const outside = new Set<ProjectId>();
  for (const { id } of await tx.resources.listOf(installationId)) {
    for (const { projectId } of await tx.connections.listOf(id)) {
      if (!projects.includes(projectId)) outside.add(projectId);
    }
  }
  return [...outside];
}

function connectedElsewhere(projectIds: readonly ProjectId[]) {
  return refuse(
    'project_connected',
    `Its resources are connected to ${projectIds.join(', ')} too. Disconnect them there first, or select these projects as well.`,
    { projectIds },
  );
}
