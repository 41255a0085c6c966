import type { ConnectionId, ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { refreshProject } from '../environment/refresh-project.ts';
import { requireActive } from '../resource/require-active.ts';
import {
  type ConnectPorts,
  connectionNotFound,
  type MayTouch,
  permitConnecting,
} from './connect-resource.ts';

export type DisconnectRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly resourceId: ResourceId;
  readonly connectionId: ConnectionId;
  readonly mayTouch: MayTouch;
};

/** Takes a resource's variables out of one project; its other connections stay. @see spec/concepts.md — C17 */
export function createDisconnect({ transact, now }: Pick<ConnectPorts, 'transact' | 'now'>) {
  return ({ teamId, actor, resourceId, connectionId, mayTouch }: DisconnectRequest) =>
    transact(teamId, async (tx): Promise<Result<null, Refusal>> => {
      const resource = requireActive(resourceId, await tx.resources.hold(resourceId));
      if (!resource.ok) return resource;
      const installation = await tx.installations.find(resource.value.installationId);
      if (installation !== undefined) {
        const place = { resource: resource.value, installation, at: now() };
        const permitted = await permitConnecting(tx, actor, place);
        if (!permitted.ok) return permitted;
      }
      const connection = await tx.connections.find(resourceId, connectionId);
      if (connection === undefined) return connectionNotFound(connectionId);
      const { projectId, environments } = connection;
      const forbidden = mayTouch({ projectId, environments });
      if (forbidden !== undefined) return { ok: false, error: forbidden };
      await tx.projects.lock([projectId]);
      await tx.connections.remove(connectionId);
      await refreshProject(tx, projectId, { cause: 'connection.removed' });
      await tx.events.append({
        type: 'connection.removed',
        actor,
        subject: {
          connection: connectionId,
          resource: resourceId,
          project: projectId,
          installation: resource.value.installationId,
        },
        data: { environments: [...environments] },
      });
      return ok(null);
    });
}
