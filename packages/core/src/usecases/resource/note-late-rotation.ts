import type { ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { TeamTx, Transact } from '../team-tx.ts';

/**
 * Notes that a provider has not sent the secrets that it promised in time, once, so that the team
 * hears of it. Secrets that come later complete the rotation all the same.
 *
 * @see spec/partner-api.md §4.10
 */
export function createNoteLateRotation(
  transact: Transact<Pick<TeamTx, 'resources' | 'events'>>,
  now: () => Date,
) {
  return ({ teamId, resourceId }: { teamId: TeamId; resourceId: ResourceId }): Promise<void> =>
    transact(teamId, async (tx) => {
      const resource = await tx.resources.lock(resourceId);
      const at = now();
      // of a resource that is on its way out, nobody awaits secrets
      if (resource?.lifecycle !== 'active') return;
      if (resource.rotation?.state !== 'running' || resource.rotation.dueAt > at) return;
      const { requestedAt, reason } = resource.rotation;
      await tx.resources.save({
        ...resource,
        rotation: { ...resource.rotation, state: 'late' },
        updatedAt: at,
      });
      await tx.events.append({
        type: 'resource.rotation-late',
        actor: { kind: 'system' },
        subject: { resource: resourceId, installation: resource.installationId },
        data: { requestedAt: requestedAt.toISOString(), reason },
      });
    });
}
