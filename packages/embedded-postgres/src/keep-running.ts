import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError, messageOf } from './error.ts';
import type { RunningServer } from './launch.ts';
import { isRunning } from './process-identity.ts';
import { stopServer } from './stop-server.ts';

const LOOK_EVERY_MS = 250;
/** How long nothing is tried after a start that failed. */
const AGAIN_AFTER_MS = 5_000;

export type KeptServer = {
  /** The server as it runs now, or ran last. */
  readonly current: () => RunningServer;
  /** Starts it no more, and answers the one that is left to stop. */
  readonly letGo: () => Promise<RunningServer>;
};

export type KeepPorts = {
  /** Starts it on what the dead one left. */
  readonly relaunch: () => Promise<RunningServer>;
  readonly log: (message: string) => void;
};

/**
 * Starts a server anew whenever it is gone, as when the system ran out of memory, at the same address:
 * those who knew it only connect again. While another program has the port, it goes on trying.
 */
export function keepRunning(first: RunningServer, { relaunch, log }: KeepPorts): KeptServer {
  const stopping = new AbortController();
  let server = first;

  async function startAgain(): Promise<void> {
    const next = await relaunch();
    if (next.port !== first.port) {
      await stopServer(next.process);
      throw new EmbeddedPostgresError('start_failed', `the port ${first.port} is taken`);
    }
    server = next;
    log(`PostgreSQL had ended, and runs again as process ${next.process.pid}.`);
  }

  async function watch(): Promise<void> {
    while (await passed(LOOK_EVERY_MS, stopping.signal)) {
      if (await isRunning(server.process)) continue;
      const error = await startAgain().catch((cause: unknown) => cause);
      if (error === undefined) continue;
      log(`PostgreSQL has ended and does not start: ${messageOf(error)}. It is tried again.`);
      await passed(AGAIN_AFTER_MS, stopping.signal);
    }
  }

  const watched = watch();
  return {
    current: () => server,
    letGo: async () => {
      stopping.abort();
      await watched;
      return server;
    },
  };
}

/** Waits, without keeping the process alive; false when it is told to stop. */
function passed(ms: number, signal: AbortSignal): Promise<boolean> {
  return delay(ms, undefined, { signal, ref: false }).then(
    () => true,
    () => false,
  );
}
