import { applySecrets, emptyKeyset } from '../../domain/keyset/keyset.ts';
import type { Operation, OperationRefusal } from '../../domain/operation/operation.ts';
import { isAwaited, type Rotation } from '../../domain/resource/rotation.ts';
import type { OperationHandler, Settlement } from '../operation/operation-handler.ts';
import type { Provider, RotationAnswer } from '../provider.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { completeRotation, type ReplaceSecretsTx, replaceSecrets } from './replace-secrets.ts';

export type RotateHandlerTx = ReplaceSecretsTx;

type Ports = {
  readonly provider: Pick<Provider, 'rotateSecrets'>;
  readonly transact: Transact<Pick<TeamTx, 'resources'>>;
  readonly now: () => Date;
};

/**
 * Asks the provider for new secrets. Where they follow later, the rotation stays open until they
 * come. An outcome that stayed unknown cannot be asked for, as no other call answers secrets: unless
 * they have come by themselves, the operation fails and the old values stay.
 */
export function rotateSecretsHandler(
  ports: Ports,
): OperationHandler<RotateHandlerTx, RotationAnswer> {
  const { provider, now } = ports;
  return {
    send: async (operation) => {
      const outcome = await provider.rotateSecrets(operation);
      if (outcome.kind !== 'answered' || !outcome.answer.sync) return outcome;
      const keyset = applySecrets(emptyKeyset, { secrets: outcome.answer.secrets });
      // secrets that cannot be kept make the answer as good as unread
      return keyset.ok ? outcome : { kind: 'unknown', reason: 'unreadable' };
    },
    settle: (operation) => lookForSecrets(ports, operation),
    succeed: async (tx, operation, answer) => {
      const current = operation.resourceId && (await tx.resources.lock(operation.resourceId));
      if (!current || !answer?.sync) return undefined;
      const { installationId, externalId, lifecycle } = current;
      if (lifecycle !== 'active' || externalId === null) return undefined;
      const { secrets, partial } = answer;
      const replaced = await replaceSecrets(tx, {
        actor: { kind: 'provider', installationId },
        installationId,
        externalId,
        update: { secrets, partial },
        operationId: operation.id,
      });
      if (!replaced.ok) return cannotBeTaken(replaced.error.message);
      await completeRotation(tx, current.id, {
        actor: operation.actor,
        operationId: operation.id,
        at: now(),
      });
      return undefined;
    },
    fail: async (tx, operation, refusal) => {
      const current = operation.resourceId && (await tx.resources.lock(operation.resourceId));
      if (!current || !isAwaited(current.rotation)) return;
      const rotation: Rotation = { ...current.rotation, state: 'failed' };
      await tx.resources.save({ ...current, rotation, updatedAt: now() });
      await tx.events.append({
        type: 'resource.rotation-failed',
        actor: operation.actor,
        subject: { resource: current.id, installation: current.installationId },
        operationId: operation.id,
        data: { code: refusal.code, message: refusal.message },
      });
    },
  };
}

/** A provider whose answer was lost may have sent the new secrets by itself. */
async function lookForSecrets(
  { transact }: Ports,
  { teamId, resourceId }: Operation,
): Promise<Settlement<RotationAnswer>> {
  const resource = resourceId && (await transact(teamId, (tx) => tx.resources.find(resourceId)));
  return resource && resource.rotation?.state === 'completed'
    ? { kind: 'happened', answer: { sync: false } }
    : { kind: 'undone', refusal: neverCame };
}

const neverCame: OperationRefusal = {
  code: 'provider_outcome_unknown',
  message:
    'The provider never said whether it made new secrets, and none have come. The old values are still used; ask again.',
};

function cannotBeTaken(why: string): OperationRefusal {
  return {
    code: 'provider_refused',
    message: `The provider made new secrets that cannot be taken. ${why} The old values are still used.`,
  };
}
