import { awaitReady } from './await-ready.ts';
import { messageOf } from './error.ts';
import type { RunningServer } from './launch.ts';
import type { Layout } from './layout.ts';
import { isRunning } from './process-identity.ts';
import { askVersion, serverAddress } from './server-address.ts';
import type { ServerRecord } from './server-record.ts';
import { stopServer } from './stop-server.ts';

type Terms = {
  readonly password: string;
  readonly settings: readonly string[];
  readonly log: (message: string) => void;
};

/**
 * Takes over the server that a killed owner left running. One that was started otherwise than we
 * would, or does not answer with our password, is stopped. Answers undefined when none runs then.
 */
export async function adopt(
  layout: Layout,
  record: ServerRecord,
  terms: Terms,
): Promise<RunningServer | undefined> {
  if (!(await isRunning(record.process))) return undefined;
  const server = `PostgreSQL was left running as process ${record.process.pid}`;
  const objection = await findObjection(layout, record, terms);
  if (objection === undefined) {
    terms.log(`${server}; it is taken over.`);
    return record;
  }
  terms.log(`${server} and ${objection}; it is stopped.`);
  await stopServer(record.process);
  return undefined;
}

async function findObjection(
  layout: Layout,
  record: ServerRecord,
  { password, settings }: Terms,
): Promise<string | undefined> {
  if (record.settings.join() !== settings.join()) return 'was started with other settings';
  const readiness = await awaitReady(layout, record.process);
  if (readiness !== 'ready') return 'takes no connections';
  return askVersion(serverAddress(record.port, password)).then(
    () => undefined,
    (error: unknown) => `does not answer us (${messageOf(error)})`,
  );
}
