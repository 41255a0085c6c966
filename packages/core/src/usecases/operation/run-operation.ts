import { decide, type RetrySchedule, retrySchedule } from '../../domain/operation/decide.ts';
import {
  beginAttempt,
  failed,
  type Operation,
  type OperationKind,
  type OperationRefusal,
  succeeded,
} from '../../domain/operation/operation.ts';
import type { OperationHandler } from './operation-handler.ts';
import type { OperationStore } from './operation-store.ts';

export type RunOperationPorts<Tx extends { readonly operations: OperationStore }> = {
  readonly now: () => Date;
  readonly transact: <Outcome>(
    teamId: Operation['teamId'],
    work: (tx: Tx) => Promise<Outcome>,
  ) => Promise<Outcome>;
  readonly handlers: { readonly [Kind in OperationKind]: OperationHandler<Tx, unknown> };
  readonly schedule?: RetrySchedule;
  /** Told when an attempt broke down inside, before the operation goes on as after an unknown outcome. */
  readonly onBreakdown?: (error: unknown, operation: Operation) => void;
};

export type RunOperation = {
  /** Makes the attempt that the operation is in, and records what follows from it. */
  readonly attempt: (operation: Operation) => Promise<Operation>;
  /** Takes a queued operation up again: as the start of one more attempt. */
  readonly resume: (
    teamId: Operation['teamId'],
    id: Operation['id'],
  ) => Promise<Operation | undefined>;
};

/** Attempts at settling before it is given up, at the longest wait of the schedule. */
const SETTLE_ATTEMPTS = 24;

/**
 * Moves operations forward, one attempt at a time. Whoever calls it holds the operation's lease;
 * the network is only touched outside transactions.
 */
export function createRunOperation<Tx extends { readonly operations: OperationStore }>(
  ports: RunOperationPorts<Tx>,
): RunOperation {
  const { transact } = ports;
  const attempt = async (operation: Operation) => {
    try {
      return await (operation.phase === 'call' ? call(ports, operation) : settle(ports, operation));
    } catch (error) {
      ports.onBreakdown?.(error, operation);
      return goOnAfterBreakdown(ports, operation);
    }
  };
  return {
    attempt,
    resume: async (teamId, id) => {
      const begun = await transact(teamId, async (tx) => {
        const current = await tx.operations.lock(id);
        if (current?.status !== 'running') return undefined;
        const next = beginAttempt(current);
        tx.operations.saveLast(next);
        return next;
      });
      return begun && attempt(begun);
    },
  };
}

async function call<Tx extends { readonly operations: OperationStore }>(
  ports: RunOperationPorts<Tx>,
  operation: Operation,
): Promise<Operation> {
  const handler = handlerOf(ports, operation);
  const outcome = await handler.send(operation);
  const schedule = ports.schedule ?? retrySchedule;
  const step = decide(operation, outcome, schedule);
  switch (step.do) {
    case 'succeed':
      return finish(ports, operation, (tx) => {
        const answer = outcome.kind === 'answered' ? outcome.answer : undefined;
        return takeOver(ports, tx, { operation, answer });
      });
    case 'fail':
      return finishCurrent(ports, operation, (tx) => giveUp(ports, tx, operation, step.refusal));
    case 'retry':
      return postpone(ports, { ...operation, mayHaveHappened: step.mayHaveHappened }, step.afterMs);
    case 'settle':
      return postpone(ports, { ...operation, phase: 'settle', attempts: 0 }, 0, operation);
  }
}

async function settle<Tx extends { readonly operations: OperationStore }>(
  ports: RunOperationPorts<Tx>,
  operation: Operation,
): Promise<Operation> {
  const handler = handlerOf(ports, operation);
  const settlement = await handler.settle(operation);
  switch (settlement.kind) {
    case 'happened':
      return finish(ports, operation, (tx) =>
        takeOver(ports, tx, { operation, answer: settlement.answer }),
      );
    case 'undone':
      return finishCurrent(ports, operation, (tx) =>
        giveUp(ports, tx, operation, settlement.refusal),
      );
    case 'unknown':
      return unsettled(ports, operation);
  }
}

function unsettled<Tx extends { readonly operations: OperationStore }>(
  ports: RunOperationPorts<Tx>,
  operation: Operation,
): Promise<Operation> {
  if (operation.attempts >= SETTLE_ATTEMPTS) {
    return finishCurrent(ports, operation, (tx) => giveUp(ports, tx, operation, neverKnown));
  }
  const schedule = ports.schedule ?? retrySchedule;
  const wait = schedule[operation.attempts - 1] ?? schedule.at(-1) ?? 0;
  return postpone(ports, operation, wait);
}

const neverKnown: OperationRefusal = {
  code: 'provider_outcome_unknown',
  message:
    'The provider never said whether it did this, and it is not asked any more. Ask the provider how things stand there.',
};

async function takeOver<Tx extends { readonly operations: OperationStore }>(
  ports: RunOperationPorts<Tx>,
  tx: Tx,
  { operation, answer }: { operation: Operation; answer: unknown },
): Promise<Operation> {
  const refusal = await handlerOf(ports, operation).succeed(tx, operation, answer);
  if (refusal !== undefined) return giveUp(ports, tx, operation, refusal);
  return succeeded(operation, ports.now());
}

async function giveUp<Tx extends { readonly operations: OperationStore }>(
  ports: RunOperationPorts<Tx>,
  tx: Tx,
  operation: Operation,
  refusal: OperationRefusal,
): Promise<Operation> {
  await handlerOf(ports, operation).fail(tx, operation, refusal);
  return failed(operation, refusal, ports.now());
}

function handlerOf<Tx extends { readonly operations: OperationStore }>(
  { handlers }: RunOperationPorts<Tx>,
  operation: Operation,
): OperationHandler<Tx, unknown> {
  return handlers[operation.kind];
}

/**
 * What broke down may have reached the provider, so it counts as an unknown outcome: tried again on
 * the schedule and then settled, never for ever. Where even this cannot be written, it throws.
 */
function goOnAfterBreakdown<Tx extends { readonly operations: OperationStore }>(
  ports: RunOperationPorts<Tx>,
  operation: Operation,
): Promise<Operation> {
  if (operation.phase === 'settle') return unsettled(ports, operation);
  const step = decide(operation, { kind: 'unknown', reason: 'unreadable' }, ports.schedule);
  if (step.do === 'retry') {
    return postpone(ports, { ...operation, mayHaveHappened: true }, step.afterMs);
  }
  return postpone(ports, { ...operation, phase: 'settle', attempts: 0 }, 0, operation);
}

/** Ends an operation once: should somebody else have ended it meanwhile, theirs stands. */
function finish<Tx extends { readonly operations: OperationStore }>(
  { transact }: RunOperationPorts<Tx>,
  operation: Operation,
  work: (tx: Tx) => Promise<Operation>,
): Promise<Operation> {
  return transact(operation.teamId, async (tx) => {
    const current = await tx.operations.lock(operation.id);
    if (current?.status !== 'running') return current ?? operation;
    const ended = await work(tx);
    tx.operations.saveLast(ended);
    return ended;
  });
}

/** The same for a failure, which counts only for the attempt that is under way. */
function finishCurrent<Tx extends { readonly operations: OperationStore }>(
  ports: RunOperationPorts<Tx>,
  operation: Operation,
  work: (tx: Tx) => Promise<Operation>,
): Promise<Operation> {
  return finish(ports, operation, async (tx) => {
    const current = await tx.operations.find(operation.id);
    return current !== undefined && isOvertaken(current, operation) ? current : work(tx);
  });
}

/** Somebody else has begun a later attempt meanwhile: this one's lease ran out while it was under way. */
function isOvertaken(current: Operation, attempt: Operation): boolean {
  return current.phase !== attempt.phase || current.attempts !== attempt.attempts;
}

function postpone<Tx extends { readonly operations: OperationStore }>(
  { transact }: RunOperationPorts<Tx>,
  operation: Operation,
  afterMs: number,
  attempted: Operation = operation,
): Promise<Operation> {
  return transact(operation.teamId, async (tx) => {
    const current = await tx.operations.lock(operation.id);
    if (current?.status !== 'running') return current ?? operation;
    if (isOvertaken(current, attempted)) return current;
    const waiting = { ...operation, isInFlight: false };
    tx.operations.saveLast(waiting, afterMs);
    return waiting;
  });
}
