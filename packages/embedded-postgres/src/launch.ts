import { setTimeout as delay } from 'node:timers/promises';
import { awaitReady } from './await-ready.ts';
import { EmbeddedPostgresError } from './error.ts';
import type { Layout } from './layout.ts';
import { readLogTail } from './log-file.ts';
import { choosePort, isPortFree } from './port.ts';
import { clearReusedPid, readPostmasterFile } from './postmaster-file.ts';
import type { ProcessIdentity } from './process-identity.ts';
import type { ServerRecord } from './server-record.ts';
import type { Seat } from './server-user.ts';
import { spawnServer } from './spawn-server.ts';
import { stopServer } from './stop-server.ts';

export type RunningServer = { readonly process: ProcessIdentity; readonly port: number };

const RETRY_EVERY_MS = 250;
/** How long the children of a killed server may keep the data to themselves. */
const RETRY_FOR_MS = 15_000;

/**
 * Starts a server on complete data, on its former port when that is free.
 *
 * @throws EmbeddedPostgresError `start_failed` with the end of PostgreSQL's log
 */
export async function launch(
  layout: Layout,
  seat: Seat,
  { record, settings }: { record: ServerRecord | undefined; settings: readonly string[] },
): Promise<RunningServer> {
  const endedBadly = (await readPostmasterFile(layout.data)) !== undefined;
  await clearReusedPid(layout.data, record);
  const deadline = Date.now() + RETRY_FOR_MS;
  let port = await choosePort(record?.port);
  for (;;) {
    const server = await spawnServer(layout, seat, { port, settings });
    const readiness = await awaitReady(layout, server);
    if (readiness === 'ready') return { process: server, port };
    await stopServer(server);
    const portWasTaken = !(await isPortFree(port));
    const mayPass = readiness === 'gone' && (portWasTaken || endedBadly);
    if (!mayPass || Date.now() > deadline) throw await startFailed(layout);
    if (portWasTaken) port = await choosePort(undefined);
    else await delay(RETRY_EVERY_MS);
  }
}

async function startFailed(layout: Layout): Promise<EmbeddedPostgresError> {
  return new EmbeddedPostgresError(
    'start_failed',
    `PostgreSQL did not start. The end of its log ${layout.log}:\n${await readLogTail(layout.log)}`,
  );
}
