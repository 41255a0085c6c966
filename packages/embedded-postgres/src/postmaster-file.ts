import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failedWith } from './error.ts';
import { identifyProcess, isRunning } from './process-identity.ts';
import type { ServerRecord } from './server-record.ts';

/** What PostgreSQL's own lock file says of the server in a data directory. */
export type PostmasterFile = {
  readonly pid: number;
  readonly port: number;
  readonly status: 'starting' | 'stopping' | 'ready' | 'unknown';
};

/** Reads `postmaster.pid`; undefined when it does not exist, so after a clean stop. */
export async function readPostmasterFile(data: string): Promise<PostmasterFile | undefined> {
  try {
    const lines = (await readFile(postmasterFile(data), 'utf8')).split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), status: statusFrom(lines[7]) };
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Removes the lock file of our dead server when another process has got its pid since. PostgreSQL
 * would take that one for the server and refuse for ever. In every other case the file is left to
 * PostgreSQL, which checks more (children of the dead server that still hold its shared memory).
 */
export async function clearReusedPid(
  data: string,
  record: ServerRecord | undefined,
): Promise<void> {
  const lock = await readPostmasterFile(data);
  if (!lock || lock.pid !== record?.process.pid || (await isRunning(record.process))) return;
  if (await identifyProcess(lock.pid)) await rm(postmasterFile(data), { force: true });
}

function postmasterFile(data: string): string {
  return join(data, 'postmaster.pid');
}

function statusFrom(line: string | undefined): PostmasterFile['status'] {
  const status = line?.trim();
  return status === 'starting' || status === 'stopping' || status === 'ready' ? status : 'unknown';
}
