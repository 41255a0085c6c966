import type { Operation } from '../../domain/operation/operation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { OperationStore } from './operation-store.ts';

/** Queues a new operation, or refuses because its subject has one that is still running. */
export async function enqueueOperation(
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
