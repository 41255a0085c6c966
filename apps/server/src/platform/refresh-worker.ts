import type { createRefreshInstallation, createRefreshResource, Refreshed } from '@kontor/core';
import type { ClaimedRefresh, RefreshQueue } from '../postgres/refresh-queue.ts';

type Say = (facts: object, message: string) => void;

export type RefreshWorkerPorts = {
  readonly queue: RefreshQueue;
  readonly refreshResource: ReturnType<typeof createRefreshResource>;
  readonly refreshInstallation: ReturnType<typeof createRefreshInstallation>;
  readonly log: Readonly<Record<'info' | 'warn' | 'error', Say>>;
  /** Waits between readings, in milliseconds; the last one repeats. */
  readonly schedule?: readonly number[];
};

export type RefreshWorker = {
  /** Reads what is due until nothing is; call it now and then. */
  readonly runDue: () => Promise<void>;
  /** The same at once and beside the caller, who has just put something in the queue. */
  readonly kick: () => void;
  /** Lets the readings that are running end, and begins no more. */
  readonly stop: () => Promise<void>;
};

/** Readings made at a time by one process. */
const PARALLEL = 16;
/** How long a provider's word is followed up before it is given up, in milliseconds. */
const GIVE_UP_MS = 24 * 60 * 60 * 1000;
const SCHEDULE: readonly number[] = [1000, 5000, 30_000, 120_000, 600_000, 1_800_000];

/** Reads again what providers say has changed, and keeps trying for a day. */
export function createRefreshWorker(ports: RefreshWorkerPorts): RefreshWorker {
  const { queue, log } = ports;
  const running = new Set<Promise<void>>();
  let claiming: Promise<unknown> = Promise.resolve();
  let active = 0;
  let isStopped = false;

  /** Claims follow one another, so that together they never take more than there is room for. */
  function claim(): Promise<readonly ClaimedRefresh[]> {
    const claimed = claiming.then(async () => {
      if (isStopped || active >= PARALLEL) return [];
      const due = await queue.claim(PARALLEL - active);
      active += due.length;
      return due;
    });
    claiming = claimed.catch(() => undefined);
    return claimed;
  }

  /** Goes on with what is due as long as there is something, so that no slow provider is waited for. */
  async function follow(first: ClaimedRefresh): Promise<void> {
    try {
      let next: ClaimedRefresh | undefined = first;
      while (next !== undefined) {
        await readAgain(ports, next);
        next = isStopped ? undefined : (await queue.claim(1))[0];
      }
    } finally {
      active -= 1;
    }
  }

  async function runDue(): Promise<void> {
    await Promise.all((await claim()).map(follow));
  }

  return {
    runDue,
    kick: () => {
      const run = runDue()
        .catch((err: unknown) => log.error({ err }, 'what providers told cannot be followed up'))
        .finally(() => running.delete(run));
      running.add(run);
    },
    stop: async () => {
      isStopped = true;
      await Promise.allSettled(running);
    },
  };
}

async function readAgain(ports: RefreshWorkerPorts, claimed: ClaimedRefresh): Promise<void> {
  const { queue, log, schedule = SCHEDULE } = ports;
  const { teamId, installationId, externalId, attempts } = claimed;
  const facts = { teamId, installationId, externalId, attempts };
  const outcome = await refresh(ports, claimed).catch((err: unknown): Refreshed => {
    log.error({ ...facts, err }, 'a reading broke down and is tried again');
    return { kind: 'later', reason: 'broken' };
  });
  switch (outcome.kind) {
    case 'current':
      return queue.finish(claimed);
    case 'gone':
      log.info({ ...facts, where: outcome.where }, 'what a provider told of is not there');
      return queue.finish(claimed);
    case 'later': {
      if (claimed.ageMs >= GIVE_UP_MS) {
        log.warn({ ...facts, reason: outcome.reason }, 'what a provider told is not followed up');
        return queue.finish(claimed);
      }
      const wait = schedule[attempts - 1] ?? schedule.at(-1) ?? 0;
      return queue.postpone(claimed, Math.max(wait, outcome.retryAfterMs ?? 0));
    }
  }
}

function refresh(
  { refreshResource, refreshInstallation }: RefreshWorkerPorts,
  { teamId, installationId, externalId }: ClaimedRefresh,
): Promise<Refreshed> {
  return externalId === null
    ? refreshInstallation({ teamId, installationId })
    : refreshResource({ teamId, installationId, externalId });
}
