import { EmbeddedPostgresError } from '../../packages/embedded-postgres/src/error.ts';
import {
  isRunning,
  type ProcessIdentity,
  waitForExit,
} from '../../packages/embedded-postgres/src/process-identity.ts';
import { stopAbandonedPostgres } from '../../packages/embedded-postgres/src/stop-abandoned-postgres.ts';
import type { RunRecord } from './run-record.ts';
import { StartError } from './start-error.ts';
import type { Terminal } from './terminal.ts';

const STEPS = [
  { signal: 'SIGTERM', patienceMs: 35_000 },
  { signal: 'SIGKILL', patienceMs: 5_000 },
] as const;

/**
 * Stops the programs that a killed supervisor left running: exactly the recorded processes, never
 * others that have got their pids.
 *
 * @throws StartError when one of them does not end
 */
export async function stopLeftOverPrograms(
  { children }: Pick<RunRecord, 'children'>,
  { say }: Terminal,
): Promise<void> {
  for (const [name, identity] of Object.entries(children)) {
    if (!(await isRunning(identity))) continue;
    say(`The ${name} of a former start still runs as process ${identity.pid}; it is stopped.`);
    await stopProcess(name, identity);
  }
}

/**
 * Stops the database servers that killed programs left running in these directories. One that has a
 * living owner, or was never started, is left alone.
 */
export async function stopLeftOverDatabases(directories: readonly string[]): Promise<void> {
  for (const directory of directories) {
    await stopAbandonedPostgres(directory).catch((error: unknown) => {
      const isOwned = error instanceof EmbeddedPostgresError && error.code === 'already_running';
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isOwned && !isMissing) throw error;
    });
  }
}

async function stopProcess(name: string, identity: ProcessIdentity): Promise<void> {
  for (const { signal, patienceMs } of STEPS) {
    if (!(await isRunning(identity))) return;
    process.kill(identity.pid, signal);
    if (await waitForExit(identity, patienceMs)) return;
  }
  throw new StartError(
    `The ${name} of a former start, process ${identity.pid}, does not end. Stop it, then start again.`,
  );
}
