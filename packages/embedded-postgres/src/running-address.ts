import { readFile } from 'node:fs/promises';
import { failedWith } from './error.ts';
import { layoutOf } from './layout.ts';
import { isRunning } from './process-identity.ts';
import { serverAddress } from './server-address.ts';
import { readServerRecord } from './server-record.ts';

/**
 * Where the server of a directory is reached while it runs, whoever owns it, for programs that work
 * beside its owner; undefined while it does not. The address holds the superuser's password.
 */
export async function runningAddress(directory: string): Promise<string | undefined> {
  const layout = layoutOf(directory);
  const record = await readServerRecord(layout.record);
  if (record === undefined || !(await isRunning(record.process))) return undefined;
  const password = await readFile(layout.password, 'utf8').catch((error: unknown) => {
    if (failedWith(error, 'ENOENT')) return undefined;
    throw error;
  });
  return password && serverAddress(record.port, password.trim());
}
