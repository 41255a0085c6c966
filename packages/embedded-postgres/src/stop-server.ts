import { EmbeddedPostgresError, failedWith } from './error.ts';
import { isRunning, type ProcessIdentity, waitForExit } from './process-identity.ts';

/** Fast shutdown; then immediate shutdown, which leaves repair to the next start; then the kernel. */
const STEPS = [
  { signal: 'SIGINT', patienceMs: 60_000 },
  { signal: 'SIGQUIT', patienceMs: 10_000 },
  { signal: 'SIGKILL', patienceMs: 10_000 },
] as const;

/**
 * Stops exactly this server and waits until it is gone; one that is gone already is fine.
 *
 * @throws EmbeddedPostgresError `stop_failed`
 */
export async function stopServer(server: ProcessIdentity): Promise<void> {
  for (const { signal, patienceMs } of STEPS) {
    if (!(await isRunning(server))) return;
    sendSignal(server.pid, signal);
    if (await waitForExit(server, patienceMs)) return;
  }
  throw new EmbeddedPostgresError(
    'stop_failed',
    `The PostgreSQL server with pid ${server.pid} does not end, not even when killed. ` +
      'Look for a disk that does not answer.',
  );
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!failedWith(error, 'ESRCH')) throw error;
  }
}
