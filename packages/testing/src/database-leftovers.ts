import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError, stopAbandonedPostgres } from '@kontor/embedded-postgres';

/** How the directory of the server of a test run begins. */
export const SERVER_PREFIX = 'kontor-test-postgres-';

/**
 * Removes the servers in `parent` whose test run was killed, with their data. Those of runs that
 * live, or only begin, and those of other users stay.
 */
export async function removeAbandonedServers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (name.startsWith(SERVER_PREFIX)) await removeIfAbandoned(join(parent, name));
  }
}

async function removeIfAbandoned(directory: string): Promise<void> {
  try {
    if ((await stat(directory)).uid !== process.getuid?.()) return;
    if ((await stopAbandonedPostgres(directory)) === 'unclaimed') return;
    await rm(directory, { recursive: true, force: true });
  } catch (error) {
    if (error instanceof EmbeddedPostgresError && error.code === 'already_running') return;
    // Another run that started at the same time has removed it.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
}
