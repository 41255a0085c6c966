import type { ProjectId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { deleted, type Resource } from '../../domain/resource/resource.ts';
import type { Connection } from '../connection/connection-store.ts';
import { refreshProjects } from '../environment/refresh-project.ts';
import type { NewEvent } from '../event/event-log.ts';
import type { TeamTx } from '../team-tx.ts';

export type ForgetTx = Pick<
  TeamTx,
  'resources' | 'keysets' | 'connections' | 'projects' | 'environments' | 'events'
>;

type Why = { readonly actor: Actor; readonly operationId?: string; readonly at: Date };

/** Connections of one resource whose ends are told one by one; the end of more is told in one event. */
export const toldOneByOne = 50;

/** Ends one resource at the host. The caller has locked it. */
export function forgetResource(tx: ForgetTx, resource: Resource, why: Why): Promise<void> {
  return forgetResources(tx, [resource], why);
}

/**
 * Ends resources at the host: their connections go, their variables leave every project, their
 * secrets are erased. The rows stay, for the team's history. The caller has locked all of them.
 *
 * Locks their projects all at once, and appends every event last: the head of the log is what
 * everybody locks after everything else.
 */
export async function forgetResources(
  tx: ForgetTx,
  resources: readonly Resource[],
  { actor, operationId, at }: Why,
): Promise<void> {
  const operation = operationId === undefined ? {} : { operationId };
  const projectIds = await projectsOf(tx, resources);
  await tx.projects.lock(projectIds);
  const ends: End[] = [];
  for (const resource of resources) {
    const removed = await tx.connections.removeAll(resource.id);
    await tx.keysets.remove(resource.id);
    await tx.resources.save(deleted(resource, at));
    ends.push(...endsOf(resource, removed));
  }
  await refreshProjects(tx, projectIds, { cause: 'resource.removed', ...operation });
  for (const end of ends) await tx.events.append({ ...end, ...operation, actor });
}

async function projectsOf(
  tx: ForgetTx,
  resources: readonly Resource[],
): Promise<readonly ProjectId[]> {
  const projectIds = new Set<ProjectId>();
  for (const { id } of resources) {
    for (const projectId of await tx.environments.projectsOf(id)) projectIds.add(projectId);
  }
  return [...projectIds].sort();
}

type End = Pick<NewEvent, 'type' | 'subject' | 'data'>;

function endsOf(
  { id, installationId, name }: Resource,
  removed: readonly Connection[],
): readonly End[] {
  const subject = { resource: id, installation: installationId };
  const disconnected: readonly End[] =
    removed.length > toldOneByOne
      ? [{ type: 'resource.disconnected', subject, data: disconnectedFrom(removed) }]
      : removed.map((connection) => ({
          type: 'connection.removed',
          subject: { ...subject, connection: connection.id, project: connection.projectId },
          data: { environments: [...connection.environments] },
        }));
  return [...disconnected, { type: 'resource.removed', subject, data: { name } }];
}

function disconnectedFrom(removed: readonly Connection[]) {
  const from = removed.map(({ projectId, environments }) => ({
    project: projectId,
    environments: [...environments],
  }));
  return { connections: removed.length, from };
}
