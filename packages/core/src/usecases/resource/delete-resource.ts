import type { OperationId, ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { beginOperation, type OperationRefusal } from '../../domain/operation/operation.ts';
import { deleting, isRemovedAtProvider, stillActive } from '../../domain/resource/resource.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { requireInstalled } from '../installation/require-installed.ts';
import { type EnqueueTx, enqueueOperation, findRepeated } from '../operation/begin-operation.ts';
import type { Begun } from '../operation/begun.ts';
import type { OperationHandler } from '../operation/operation-handler.ts';
import type { Provider } from '../provider.ts';
import type { Transact } from '../team-tx.ts';
import { type ForgetTx, forgetResource } from './forget-resource.ts';
import { requireIdle } from './require-idle.ts';

export type DeleteResourceTx = ForgetTx & EnqueueTx;

export type DeleteResourcePorts = {
  readonly transact: Transact<DeleteResourceTx>;
  readonly now: () => Date;
  readonly mintOperationId: () => OperationId;
};

export type DeleteResourceRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly resourceId: ResourceId;
  readonly callerKey: string | null;
  readonly traceId: string;
};

/** Begins to de-provision a resource. Connected projects keep its variables until it is gone. */
export function createDeleteResource(ports: DeleteResourcePorts) {
  return ({ resourceId, ...request }: DeleteResourceRequest) =>
    ports.transact(request.teamId, async (tx): Promise<Result<Begun, Refusal>> => {
      const { callerKey } = request;
      const repeated = await findRepeated(tx.operations, callerKey);
      if (repeated !== undefined) return ok({ operation: repeated, isNew: false });
      const idle = await requireIdle(tx, resourceId);
      if (!idle.ok) return idle;
      const { resource: current, installation } = idle.value;
      const { installationId, externalId } = current;
      const held = requireInstalled(installationId, installation);
      if (!held.ok) return held;
      const at = ports.now();
      await tx.resources.save(deleting(current, at));
      const operation = beginOperation({
        ...request,
        id: ports.mintOperationId(),
        installationId,
        resourceId,
        intent: {
          kind: 'delete-resource',
          externalId,
          isLinked: held.value.kind === 'connectable' || !isRemovedAtProvider(current),
        },
        at,
      });
      const queued = await enqueueOperation(tx, operation);
      return queued.ok ? ok({ operation, isNew: true }) : queued;
    });
}

/** Removes the resource at the provider; one that stayed unknown is asked for. */
export function deleteResourceHandler({
  provider,
  now,
}: {
  readonly provider: Pick<Provider, 'deleteResource' | 'getResource'>;
  readonly now: () => Date;
}): OperationHandler<DeleteResourceTx, null> {
  return {
    send: async (operation) => {
      const { intent } = operation;
      if (intent.kind !== 'delete-resource') throw new TypeError(`wrong intent ${intent.kind}`);
      // what a team only linked, or has in a linked account, is its provider's to keep
      if (intent.isLinked) return { kind: 'answered', answer: null };
      return provider.deleteResource(operation, intent.externalId);
    },
    settle: async (operation) => {
      const { intent } = operation;
      if (intent.kind !== 'delete-resource') throw new TypeError(`wrong intent ${intent.kind}`);
      if (intent.isLinked) return { kind: 'happened', answer: null };
      const outcome = await provider.getResource(operation, intent.externalId);
      if (outcome.kind === 'refused' && [404, 410].includes(outcome.refusal.status)) {
        return { kind: 'happened', answer: null };
      }
      if (outcome.kind !== 'answered') return { kind: 'unknown' };
      return outcome.answer.status === 'uninstalled'
        ? { kind: 'happened', answer: null }
        : { kind: 'undone', refusal: stillThere };
    },
    succeed: async (tx, operation) => {
      const current = operation.resourceId && (await tx.resources.lock(operation.resourceId));
      if (!current || current.lifecycle === 'deleted') return undefined;
      const { actor, id: operationId } = operation;
      await forgetResource(tx, current, { actor, operationId, at: now() });
      return undefined;
    },
    fail: async (tx, operation, refusal) => {
      const current = operation.resourceId && (await tx.resources.lock(operation.resourceId));
      if (!current || current.lifecycle === 'deleted') return;
      await tx.resources.save(stillActive(current, now()));
      await tx.events.append({
        type: 'resource.removal-failed',
        actor: operation.actor,
        subject: { resource: current.id, installation: current.installationId },
        operationId: operation.id,
        data: { code: refusal.code, message: refusal.message },
      });
    },
  };
}

const stillThere: OperationRefusal = {
  code: 'provider_outcome_unknown',
  message: 'The provider still has the resource, so it stays here too. Try again.',
};
