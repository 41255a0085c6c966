import type { OperationId, ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { type RotationOffer, rotationOffer } from '../../domain/catalog/rotation-offer.ts';
import { beginOperation } from '../../domain/operation/operation.ts';
import type { Resource } from '../../domain/resource/resource.ts';
import { beginRotation, isAwaited } from '../../domain/resource/rotation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { CatalogReader } from '../catalog-reader.ts';
import { requireNative } from '../installation/require-installed.ts';
import { type EnqueueTx, enqueueOperation, findRepeated } from '../operation/begin-operation.ts';
import type { Begun } from '../operation/begun.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { requireIdle } from './require-idle.ts';

export type RotateSecretsTx = EnqueueTx & Pick<TeamTx, 'events'>;

export type RotateSecretsPorts = {
  readonly transact: Transact<RotateSecretsTx>;
  readonly catalog: CatalogReader;
  readonly now: () => Date;
  readonly mintOperationId: () => OperationId;
};

export type RotateSecretsRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly resourceId: ResourceId;
  readonly reason?: string;
  /** How long the old secrets are to go on working; as the provider likes where it is absent. */
  readonly delayHours?: number;
  readonly callerKey: string | null;
  readonly traceId: string;
};

/**
 * Begins to replace the secrets of a resource by new ones. The old ones are served until the new ones
 * are here, which a provider may send at once or later. One rotation at a time; one whose secrets
 * are late may be asked for again.
 *
 * @see spec/partner-api.md §4.10
 */
export function createRotateSecrets(ports: RotateSecretsPorts) {
  return ({ resourceId, reason, delayHours, ...request }: RotateSecretsRequest) =>
    ports.transact(request.teamId, async (tx): Promise<Result<Begun, Refusal>> => {
      const { callerKey } = request;
      const repeated = await findRepeated(tx.operations, callerKey);
      if (repeated !== undefined) return ok({ operation: repeated, isNew: false });
      const idle = await requireIdle(tx, resourceId);
      if (!idle.ok) return idle;
      const { resource: current, installation } = idle.value;
      const { installationId, externalId } = current;
      const held = requireNative(installationId, installation);
      if (!held.ok) return held;
      const { integrationId } = held.value;
      const possible = await requireOffer(ports.catalog, current, {
        integrationId,
        delayHours,
      });
      if (!possible.ok) return possible;
      if (current.rotation?.state === 'running') return rotationRunning(current);
      const at = ports.now();
      const operation = beginOperation({
        ...request,
        id: ports.mintOperationId(),
        installationId,
        resourceId,
        intent: {
          kind: 'rotate-secrets',
          externalId,
          ...(reason === undefined ? {} : { reason }),
          ...(delayHours === undefined ? {} : { delayHours }),
        },
        at,
      });
      const queued = await enqueueOperation(tx, operation);
      if (!queued.ok) return queued;
      const wish = {
        requestedBy: request.actor,
        reason: reason ?? null,
        delayHours: delayHours ?? 0,
      };
      await tx.resources.save({
        ...current,
        rotation: beginRotation(wish, at),
        updatedAt: at,
      });
      await tx.events.append({
        type: 'resource.rotation-requested',
        actor: request.actor,
        subject: { resource: resourceId, installation: installationId },
        operationId: operation.id,
        data: { reason: wish.reason, delayHours: wish.delayHours },
      });
      return ok({ operation, isNew: true });
    });
}

async function requireOffer(
  catalog: CatalogReader,
  resource: Resource,
  { integrationId, delayHours = 0 }: { integrationId: string; delayHours: number | undefined },
): Promise<Result<RotationOffer, Refusal>> {
  const integration = await catalog(integrationId);
  const product = integration?.products.find(({ id }) => id === resource.productId);
  const offer = integration && product && rotationOffer(integration, product);
  if (offer === undefined) {
    return refuse('not_offered', 'The provider does not offer new secrets for this product.', {
      capability: 'secretRotation',
    });
  }
  if (delayHours <= offer.maxDelayHours) return ok(offer);
  const message = `should not be more than ${offer.maxDelayHours}, received ${delayHours}`;
  return refuse('invalid_request', `delayOldSecretsExpirationHours ${message}.`, {
    fields: [{ key: 'delayOldSecretsExpirationHours', message }],
    maxDelayHours: offer.maxDelayHours,
  });
}

function rotationRunning({ name, rotation }: Resource) {
  return refuse(
    'rotation_running',
    `The provider is still making new secrets for '${name}'. Wait until they are here.`,
    isAwaited(rotation)
      ? { requestedAt: rotation.requestedAt.toISOString(), dueAt: rotation.dueAt.toISOString() }
      : {},
  );
}
