import { freeOfTerms, type Terms } from '../../domain/mandate/budget.ts';
import { type ProductPlace, rightFor } from '../../domain/mandate/mandate.ts';
import { awaitingApproval, type Operation } from '../../domain/operation/operation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { ask, type BudgetTx, reasonsFor, take } from '../mandate/ask-within.ts';
import { isAgent, permitAgent } from '../mandate/permit-agent.ts';
import type { TeamTx } from '../team-tx.ts';
import type { OperationStore } from './operation-store.ts';

export type EnqueueTx = Pick<TeamTx, 'operations' | 'installations' | 'resources' | 'events'> &
  BudgetTx &
  Pick<TeamTx, 'approvals'>;

/**
 * Queues a new operation. An agent's is refused where it may not begin it now, and waits where its
 * person has to agree first; what it costs is reserved with it.
 *
 * @param terms what it costs and what has to be accepted, where it is an agent's
 * @see docs/agents.md
 */
export async function enqueueOperation(
  tx: EnqueueTx,
  operation: Operation,
  terms: Terms = freeOfTerms,
): Promise<Result<Operation, Refusal>> {
  const { actor, kind, createdAt: at, id, teamId, installationId, resourceId } = operation;
  if (!isAgent(actor)) return queueOperation(tx.operations, operation);
  const action = rightFor[kind];
  const place = await subjectPlace(tx, operation);
  const permitted = await permitAgent(tx, actor, { action, place, at });
  if (!permitted.ok) return permitted;
  if (permitted.value === null) return queueOperation(tx.operations, operation);
  const mandate = permitted.value;
  const reasons = await reasonsFor(tx, mandate, terms);
  const subject = { installationId, resourceId };
  if (reasons.length === 0) {
    await take(tx, mandate, terms, { ...subject, id, isApproved: false });
    return queueOperation(tx.operations, operation);
  }
  const waiting = awaitingApproval(operation);
  if (!(await tx.operations.insert(waiting))) return waitingAlready();
  const question = { ...terms, ...subject, reasons, teamId, action, purchase: null };
  const asked = await ask(tx, mandate, { ...question, operationId: id, actor, at });
  return asked.ok ? ok(waiting) : asked;
}

/** What an operation is about, by the catalogue's ids. */
export async function subjectPlace(
  { installations, resources }: Pick<TeamTx, 'installations' | 'resources'>,
  { installationId, resourceId }: Pick<Operation, 'installationId' | 'resourceId'>,
): Promise<ProductPlace> {
  const installation = await installations.find(installationId);
  const resource = resourceId === null ? undefined : await resources.find(resourceId);
  const integrationId = installation?.integrationId ?? '';
  return { integrationId, productId: resource?.productId ?? null };
}

function waitingAlready() {
  return refuse(
    'operation_running',
    'Another change of the same waits for approval already. Have somebody decide over that one first.',
  );
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
