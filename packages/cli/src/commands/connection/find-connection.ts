import type { Connection } from '@kontor/protocol/kontor';
import * as connectionEndpoints from '@kontor/protocol/kontor/connection';
import { oneOf } from '../../names/one-of.ts';
import type { Session } from '../../session.ts';

/** The connection of a resource to a project, which is named by id or name. */
export async function findConnection(
  { call, team }: Pick<Session, 'call' | 'team'>,
  resourceId: string,
  project: string,
): Promise<Connection> {
  const { body } = await call(connectionEndpoints.listConnections, {
    params: { team: await team(), resource: resourceId },
  });
  return oneOf(project, body.connections, {
    noun: 'connection',
    names: ({ projectName, projectId, id }) => [projectName, projectId, id],
    tell: ({ id, projectName }) => `${id} (${projectName})`,
  });
}
