import { type ChildProcess, spawn } from 'node:child_process';
import type { Layout } from './layout.ts';
import { openLog } from './log-file.ts';
import { identifyProcess, type ProcessIdentity } from './process-identity.ts';
import { PROGRAM_ENVIRONMENT } from './run-program.ts';
import { writeServerRecord } from './server-record.ts';
import type { Seat } from './server-user.ts';

/** The shell becomes the server, with the same pid, when it is told to; and ends when nobody can. */
const WAIT_FOR_GO = 'read -r go && exec "$@" </dev/null';

/**
 * Starts the server process in a session of its own, so that Ctrl-C in the terminal of its owner does
 * not reach it. The process is recorded before it becomes PostgreSQL: whenever the owner is killed,
 * a server that runs is a server that the next start knows.
 */
export async function spawnServer(
  layout: Layout,
  { user, binaries }: Seat,
  { port, settings }: { port: number; settings: readonly string[] },
): Promise<ProcessIdentity> {
  const command = [...user.prefix, binaries.postgres, '-D', layout.data, '-c', `port=${port}`];
  const log = await openLog(layout.log, user.ids);
  const child = spawn('/bin/sh', ['-c', WAIT_FOR_GO, 'sh', ...command, ...settings], {
    ...user.ids,
    cwd: layout.directory,
    env: PROGRAM_ENVIRONMENT,
    detached: true,
    stdio: ['pipe', log.fd, log.fd],
  });
  try {
    const server = await identifyChild(child);
    await writeServerRecord(layout.record, { process: server, port, settings }, user.ids);
    child.unref();
    // A shell that is gone already is seen as a server that is gone.
    child.stdin?.on('error', () => {});
    child.stdin?.end('go\n');
    return server;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    await log.close();
  }
}

async function identifyChild(child: ChildProcess): Promise<ProcessIdentity> {
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child.pid ?? 0));
  });
  const identity = await identifyProcess(pid);
  if (!identity) throw new Error('The shell that starts PostgreSQL ended at once.');
  return identity;
}
