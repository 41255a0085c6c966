import { claimDirectory, wasEverClaimed } from './claim.ts';
import { layoutOf } from './layout.ts';
import { isRunning } from './process-identity.ts';
import { readServerRecord } from './server-record.ts';
import { stopServer } from './stop-server.ts';

/**
 * Stops the server that a killed owner left running in a directory. Afterwards the directory may be
 * removed, unless it was `unclaimed`: then somebody may be about to start a server there.
 *
 * @throws EmbeddedPostgresError `already_running` while its owner lives
 */
export async function stopAbandonedPostgres(
  directory: string,
): Promise<'stopped' | 'not_running' | 'unclaimed'> {
  const layout = layoutOf(directory);
  if (!(await wasEverClaimed(layout.directory))) return 'unclaimed';
  const claim = await claimDirectory(layout.directory);
  try {
    const record = await readServerRecord(layout.record);
    if (!record || !(await isRunning(record.process))) return 'not_running';
    await stopServer(record.process);
    return 'stopped';
  } finally {
    await claim.release();
  }
}
