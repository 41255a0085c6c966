import { rightFor } from '../../domain/mandate/mandate.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { isAgent, permitAgent } from '../mandate/permit-agent.ts';
import type { TeamTx } from '../team-tx.ts';
import type { OperationStore } from './operation-store.ts';

export type EnqueueTx = Pick<TeamTx, 'operations' | 'installations' | 'resources' | 'mandates'>;

/** Queues a new operation, unless it is an agent's who may not begin it now. */
export async function enqueueOperation(
  tx: EnqueueTx,
  operation: Operation,
): Promise<Result<Operation, Refusal>> {
  const permitted = await permitBeginning(tx, operation);
  return permitted.ok ? queueOperation(tx.operations, operation) : permitted;
}

async function permitBeginning(
  tx: EnqueueTx,
  { actor, kind, installationId, resourceId, createdAt: at }: Operation,
): Promise<Result<unknown, Refusal>> {
  if (!isAgent(actor)) return ok(null);
  const installation = await tx.installations.find(installationId);
  const resource = resourceId === null ? undefined : await tx.resources.find(resourceId);
  const integrationId = installation?.integrationId ?? '';
  const place = { integrationId, productId: resource?.productId ?? null };
  return permitAgent(tx, actor, { action: rightFor[kind], place, at });
}

/** Queues a new operation, or refuses because its subject has one that is still running. */
export async function queueOperation(
  operations: OperationStore,
  operation: Operation,
): Promise<Result<Operation, Refusal>> {
  if (await operations.insert(operation)) return ok(operation);
  const { resourceId, installationId } = operation;
  const running = await operations.findRunning(
    resourceId === null ? { installationId } : { resourceId },
  );
  return operationRunning(running);
}

/** The operation that an earlier request under the caller's own key began, if it sent a key. */
export async function findRepeated(
  operations: Pick<OperationStore, 'findByCallerKey'>,
  callerKey: string | null,
): Promise<Operation | undefined> {
  return callerKey === null ? undefined : operations.findByCallerKey(callerKey);
}

/** The refusal of a change that must wait for another, which it names. */
export function operationRunning(running: Operation | undefined) {
  const what = running === undefined ? 'Another operation' : `The ${running.kind} ${running.id}`;
  return refuse(
    'operation_running',
    `${what} is still running. Wait for it to end and try again.`,
    {
      ...(running === undefined ? {} : { operationId: running.id, operationKind: running.kind }),
    },
  );
}
