import type { Begun, Operation, RunOperation } from '@kontor/core';
import type { OperationId } from '@kontor/protocol/vocabulary';
import type { FastifyBaseLogger } from 'fastify';
import type { Claimed, OperationQueue } from './operation-queue.ts';

export type OperationRunnerPorts = {
  readonly runOperation: RunOperation;
  readonly queue: OperationQueue;
  readonly find: (teamId: string, id: OperationId) => Promise<Operation | undefined>;
  readonly log: Pick<FastifyBaseLogger, 'error' | 'debug'>;
  /** How long a lease lasts that is not renewed, in milliseconds. */
  readonly leaseMs: number;
  /** How often the queue is looked at when nothing else calls for it, in milliseconds. */
  readonly pollMs?: number;
  /** How often a wait looks although nobody told that another process has ended its operation. */
  readonly lookMs?: number;
};

export type OperationRunner = {
  /**
   * Moves an operation on as far as it goes now, and answers it when it has ended or the time is
   * over. Whatever is left goes on behind the answer.
   */
  readonly run: (begun: Begun, withinMs: number) => Promise<Operation>;
  /** Answers the operation when it has ended or the time is over. */
  readonly wait: (operation: Operation, withinMs: number) => Promise<Operation>;
  /** Lets whoever waits for an operation look at once; for any, where it is not said which. */
  readonly moved: (id: string | undefined) => void;
  /** Takes up what is due, whoever left it, until stopped. */
  readonly start: () => void;
  /** Lets the attempts that are running end, and begins no more. */
  readonly stop: () => Promise<void>;
};

/** Operations taken up from the queue at a time by one process: attempts wait more than they work. */
const PARALLEL = 128;
/** How many of them may be of one team, and how many wait for one provider. */
const PER_TEAM = 32;
const PER_INTEGRATION = 32;
/** How soon an operation is tried again that broke down inside. */
const BROKEN_RETRY_MS = 5_000;
const LOOK_MS = 5_000;

/**
 * Runs operations in this process: those that requests begin, at once; those that are due, from the
 * queue. While an attempt runs its lease is renewed, so only what a dead process left is taken over.
 */
export function createOperationRunner(ports: OperationRunnerPorts): OperationRunner {
  const { runOperation, queue, log, leaseMs, pollMs = 1_000, lookMs = LOOK_MS } = ports;
  const active = new Map<OperationId, Promise<Operation | undefined>>();
  const takenUp = new Map<OperationId, Claimed>();
  const timers = new Set<NodeJS.Timeout>();
  const looks = new Set<Promise<void>>();
  const waiting = new Map<string, Set<() => void>>();
  let isStarted = false;
  let isStopped = false;

  const renewal = setInterval(() => {
    if (active.size === 0) return;
    queue
      .renew([...active.keys()])
      .catch((error) => log.error({ err: error }, 'lease not renewed'));
  }, leaseMs / 3);
  renewal.unref();

  function attempt(id: OperationId, work: () => Promise<Operation | undefined>) {
    const attempted = work()
      .catch(async (error: unknown) => {
        log.error({ err: error, operationId: id }, 'an operation broke down and is tried again');
        await queue.release(id, BROKEN_RETRY_MS).catch(() => undefined);
        return undefined;
      })
      .finally(() => {
        if (active.get(id) === attempted) active.delete(id);
      });
    active.set(id, attempted);
    // whoever waits for another attempt waits for this one from now on
    moved(id);
    void attempted.then((operation) => {
      if (operation !== undefined) log.debug(factsOf(operation), 'an operation was attempted');
      if (operation?.status === 'running') look(100);
    });
    return attempted;
  }

  async function takeUp(): Promise<void> {
    // what requests have begun does not count: it must not keep others from being taken up
    if (isStopped || takenUp.size >= PARALLEL) return;
    const claimed = await queue.claim({
      total: PARALLEL - takenUp.size,
      perTeam: PER_TEAM,
      perIntegration: PER_INTEGRATION,
      active: countsOf(takenUp.values()),
    });
    for (const each of claimed) {
      const { operationId, teamId } = each;
      if (isStopped && !active.has(operationId)) {
        await queue.release(operationId, 0);
        continue;
      }
      // its lease ran out while it is under way here: claiming has renewed it
      if (active.has(operationId)) continue;
      takenUp.set(operationId, each);
      void attempt(operationId, () => runOperation.resume(teamId, operationId)).finally(() =>
        takenUp.delete(operationId),
      );
    }
  }

  function look(inMs: number): void {
    if (!isStarted || isStopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      const looking = takeUp()
        .catch((error) => log.error({ err: error }, 'the operation queue cannot be read'))
        .finally(() => looks.delete(looking));
      looks.add(looking);
    }, inMs);
    timer.unref();
    timers.add(timer);
  }

  function moved(id: string | undefined): void {
    const called = id === undefined ? [...waiting.values()] : [waiting.get(id) ?? []];
    for (const wake of called.flatMap((waiters) => [...waiters])) wake();
  }

  /** Ends when the operation has moved, at the latest after a while. */
  function told(id: OperationId, withinMs: number): Promise<undefined> {
    return new Promise((resolve) => {
      const waiters = waiting.get(id) ?? new Set();
      const wake = () => {
        clearTimeout(timer);
        waiters.delete(wake);
        if (waiters.size === 0) waiting.delete(id);
        resolve(undefined);
      };
      const timer = setTimeout(wake, withinMs);
      waiting.set(id, waiters.add(wake));
    });
  }

  async function wait(operation: Operation, withinMs: number): Promise<Operation> {
    const patience = pause(withinMs);
    const deadline = performance.now() + withinMs;
    let current = operation;
    while (current.status === 'running' && performance.now() < deadline) {
      const attempted = await Promise.race([
        active.get(operation.id) ??
          told(operation.id, Math.min(lookMs, deadline - performance.now())),
        patience.over,
      ]);
      // what an attempt has ended is as it says; else somebody else may have moved it on
      current =
        attempted !== undefined && attempted.status !== 'running'
          ? attempted
          : ((await ports.find(operation.teamId, operation.id)) ?? current);
    }
    patience.end();
    return current;
  }

  return {
    wait,
    moved,
    run: async ({ operation, isNew }, withinMs) => {
      if (isNew) void attempt(operation.id, () => runOperation.attempt(operation));
      return wait(operation, withinMs);
    },
    start: () => {
      isStarted = true;
      const poll = () => {
        if (isStopped) return;
        look(0);
        const timer = setTimeout(() => {
          timers.delete(timer);
          poll();
        }, pollMs);
        timer.unref();
        timers.add(timer);
      };
      poll();
    },
    stop: async () => {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
      // what was claimed meanwhile goes back
      await Promise.all(looks);
      while (active.size > 0) await Promise.allSettled(active.values());
      clearInterval(renewal);
    },
  };
}

/** What the log says of an operation: nothing that it was given. */
function factsOf({ id, kind, phase, status, attempts, installationId, traceId }: Operation) {
  return { operationId: id, traceId, kind, phase, status, attempts, installationId };
}

/** How many there are of each team, and of each integration. */
function countsOf(claimed: Iterable<Claimed>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { teamId, integrationId } of claimed) {
    for (const key of [teamId, integrationId]) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** A time that passes, and leaves no timer behind where it is not waited for any more. */
function pause(ms: number): { readonly over: Promise<undefined>; readonly end: () => void } {
  const { promise: over, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  return { over, end: () => clearTimeout(timer) };
}
