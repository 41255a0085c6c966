import type { ProjectId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { deleted, type Resource } from '../../domain/resource/resource.ts';
import { refreshProjects } from '../environment/refresh-project.ts';
import type { TeamTx } from '../team-tx.ts';

export type ForgetTx = Pick<
  TeamTx,
  'resources' | 'keysets' | 'connections' | 'projects' | 'environments' | 'events'
>;

type Why = { readonly actor: Actor; readonly operationId?: string; readonly at: Date };

/**
 * Ends a resource at the host: its connections go, its variables leave every project, its secrets
 * are erased. The row stays, for the team's history.
 */
export async function forgetResource(
  tx: ForgetTx,
  resource: Resource,
  { actor, operationId, at }: Why,
): Promise<void> {
  const by = { actor, ...(operationId === undefined ? {} : { operationId }) };
  await disconnectEverywhere(tx, resource, by);
  await tx.keysets.remove(resource.id);
  await tx.resources.save(deleted(resource, at));
  await tx.events.append({
    ...by,
    type: 'resource.removed',
    subject: { resource: resource.id, installation: resource.installationId },
    data: { name: resource.name },
  });
}

async function disconnectEverywhere(
  tx: ForgetTx,
  resource: Resource,
  by: { readonly actor: Actor; readonly operationId?: string },
): Promise<void> {
  const connections = await tx.connections.listOf(resource.id);
  const projectIds = connections.map(({ projectId }): ProjectId => projectId);
  await tx.projects.lock(projectIds);
  for (const connection of connections) {
    await tx.connections.remove(connection.id);
    await tx.events.append({
      ...by,
      type: 'connection.removed',
      subject: {
        connection: connection.id,
        resource: resource.id,
        project: connection.projectId,
        installation: resource.installationId,
      },
    });
  }
  const { operationId } = by;
  await refreshProjects(tx, projectIds, {
    cause: 'resource.removed',
    ...(operationId === undefined ? {} : { operationId }),
  });
}
