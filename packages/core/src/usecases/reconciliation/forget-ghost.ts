import type { ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { isRemovedAtProvider, type Resource } from '../../domain/resource/resource.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { operationRunning } from '../operation/begin-operation.ts';
import type { StateReader } from '../provider.ts';
import { type ForgetTx, forgetResource } from '../resource/forget-resource.ts';
import type { TeamTx, Transact } from '../team-tx.ts';

type ForgetGhostTx = ForgetTx & Pick<TeamTx, 'installations' | 'operations'>;

export type ForgetGhostPorts = {
  readonly state: Pick<StateReader, 'getResource'>;
  readonly transact: Transact<ForgetGhostTx>;
  readonly now: () => Date;
};

export type Ghost = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly resourceId: ResourceId;
};

/**
 * Lets go of a resource that its provider has not any more: it is asked once more, and what changes
 * here meanwhile stays. Only of what an operation made here; a second time there is nothing to do.
 */
export function createForgetGhost({ state, transact, now }: ForgetGhostPorts) {
  return async ({ teamId, actor, resourceId }: Ghost): Promise<Result<null, Refusal>> => {
    const looked = await transact(teamId, async (tx) => {
      const resource = await tx.resources.find(resourceId);
      const installation = resource && (await tx.installations.find(resource.installationId));
      return { resource, installation };
    });
    const { resource, installation } = looked;
    if (resource?.lifecycle === 'deleted') return ok(null);
    if (resource === undefined || installation === undefined || !mayBeForgotten(resource)) {
      return notNeeded('It is not as it was found.');
    }
    const { externalId, installationId } = resource;
    const ref = { teamId, installationId, integrationId: installation.integrationId };
    const outcome = await state.getResource(ref, externalId);
    const isGone =
      (outcome.kind === 'refused' && [404, 410].includes(outcome.refusal.status)) ||
      (outcome.kind === 'answered' && outcome.answer.status === 'uninstalled');
    if (!isGone) {
      return outcome.kind === 'answered'
        ? notNeeded('The provider has it after all, so nothing was changed.')
        : refuse(
            'provider_unreachable',
            'The provider did not say clearly whether it has it, so nothing was changed. Try again later.',
          );
    }
    return transact(teamId, async (tx): Promise<Result<null, Refusal>> => {
      const current = await tx.resources.lock(resourceId);
      if (current?.updatedAt.getTime() !== resource.updatedAt.getTime()) {
        return notNeeded('It has changed while the provider was asked, so it stays.');
      }
      const running = await tx.operations.findRunning({ resourceId });
      if (running !== undefined) return operationRunning(running);
      await forgetResource(tx, current, { actor, at: now() });
      return ok(null);
    });
  };
}

function mayBeForgotten(
  resource: Resource,
): resource is Resource & { externalId: NonNullable<Resource['externalId']> } {
  const { lifecycle, externalId, provisionedBy } = resource;
  const isOwn = provisionedBy !== null && isRemovedAtProvider(resource);
  return lifecycle === 'active' && externalId !== null && isOwn;
}

/** The refusal of a repair of what is not, or not any more, as it was found. */
export function notNeeded(message: string) {
  return refuse('repair_not_needed', message);
}
