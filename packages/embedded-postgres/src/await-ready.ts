import { setTimeout as delay } from 'node:timers/promises';
import type { Layout } from './layout.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

/** `gone`: it ended by itself. `not_ready`: it runs and takes no connections (yet, or any more). */
export type Readiness = 'ready' | 'gone' | 'not_ready';

const POLL_MS = 20;
/** Repair after a crash replays what was written since the last checkpoint, which takes its time. */
const PATIENCE_MS = 120_000;

/**
 * Waits until this process is a PostgreSQL server that takes connections. The answer comes from its
 * own lock file: nobody is asked over a port that may belong to another program.
 */
export async function awaitReady(layout: Layout, server: ProcessIdentity): Promise<Readiness> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    if (!(await isRunning(server))) return 'gone';
    const lock = await readPostmasterFile(layout.data);
    if (lock?.pid === server.pid && lock.status === 'ready') return 'ready';
    if (lock?.pid === server.pid && lock.status === 'stopping') return 'not_ready';
    await delay(POLL_MS);
  }
  return 'not_ready';
}
