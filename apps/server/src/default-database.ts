import { join } from 'node:path';
import { startEmbeddedPostgres } from '@kontor/embedded-postgres';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Config } from './config/config.ts';

/** The database that a host works on, and how to let go of it. */
export type DefaultDatabase = {
  readonly kind: 'embedded' | 'external';
  readonly url: string;
  readonly close: () => Promise<void>;
};

const NAME = 'kontor';

/** The database that DATABASE_URL names, or an embedded server of our own in the data directory. */
export async function openDefaultDatabase(
  { databaseUrl, dataDirectory }: Pick<Config, 'databaseUrl' | 'dataDirectory'>,
  log: Logger,
): Promise<DefaultDatabase> {
  if (databaseUrl !== null) {
    return { kind: 'external', url: databaseUrl, close: async () => {} };
  }
  const server = await startEmbeddedPostgres({
    directory: join(dataDirectory, 'postgres'),
    log: (message) => log.info(message),
    revive: true,
  });
  log.info({ pid: server.pid, port: server.port, adopted: server.adopted }, 'PostgreSQL is up');
  try {
    await createIfMissing(server.url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { kind: 'embedded', url: databaseNamed(server.url), close: () => server.stop() };
}

/** The address of the host's database on an embedded server. */
export function databaseNamed(serverUrl: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${NAME}`;
  return url.href;
}

async function createIfMissing(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [NAME]);
    if (rowCount === 0) await admin.query(`create database ${NAME}`);
  } finally {
    await admin.end();
  }
}
