import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EmbeddedPostgresError, runningAddress } from '@kontor/embedded-postgres';
import { ConfigError, readConfig } from './config/read-config.ts';
import { databaseNamed, openDefaultDatabase } from './default-database.ts';
import { createLog } from './log.ts';
import { BackupError, type Manifest } from './postgres/backup/manifest.ts';
import { restoreBackup } from './postgres/backup/restore-backup.ts';
import { writeBackup } from './postgres/backup/write-backup.ts';
import { MigrationError } from './postgres/migrate.ts';

const USAGE = `Usage:
  npm run backup -- <folder>    writes all that the host's database holds, while it runs or not
  npm run restore -- <folder>   brings a backup into an empty database

Which database is meant, DATABASE_URL and KONTOR_DATA say (docs/operations.md).
`;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    });
    const [verb, folder, ...more] = positionals;
    if (values.help) return say(USAGE, 0);
    if (folder === undefined || more.length > 0) return complain(USAGE);
    if (verb === 'backup') return await backUp(resolve(folder));
    if (verb === 'restore') return await restore(resolve(folder));
    return complain(USAGE);
  } catch (error) {
    if (isExplained(error)) return complain(`${error.message}\n`);
    throw error;
  }
}

async function backUp(folder: string): Promise<number> {
  const written = await withDatabase((url) => writeBackup(url, folder, new Date()));
  return say(
    `${folder} holds ${sumOf(written)} as of ${written.takenAt}. Secrets in it are sealed: keep a copy of keyring.json in the data directory at another place, without which nobody opens them.\n`,
    0,
  );
}

async function restore(folder: string): Promise<number> {
  const { databaseUrl, dataDirectory } = readConfig();
  const restored = await withDatabase((url) => restoreBackup(url, folder));
  const place = databaseUrl === null ? dataDirectory : 'the database that DATABASE_URL names';
  return say(
    `${sumOf(restored)} as of ${restored.takenAt} are in ${place} again. Put the keyring.json of that host into ${dataDirectory} before it starts.\n`,
    0,
  );
}

/** The embedded database of a host that runs is used beside it; one that does not run is started meanwhile. */
async function withDatabase<Done>(work: (url: string) => Promise<Done>): Promise<Done> {
  const config = readConfig();
  const running =
    config.databaseUrl === null && (await runningAddress(`${config.dataDirectory}/postgres`));
  if (running) return work(databaseNamed(running));
  const database = await openDefaultDatabase(config, createLog('silent'));
  try {
    return await work(database.url);
  } finally {
    await database.close();
  }
}

function sumOf({ tables }: Manifest): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return `${rows} rows of ${tables.length} tables`;
}

function isExplained(error: unknown): error is Error {
  return (
    error instanceof BackupError ||
    error instanceof ConfigError ||
    error instanceof EmbeddedPostgresError ||
    error instanceof MigrationError ||
    (error instanceof TypeError &&
      'code' in error &&
      String(error.code).startsWith('ERR_PARSE_ARGS'))
  );
}

function say(text: string, code: number): number {
  process.stdout.write(text);
  return code;
}

function complain(text: string): number {
  process.stderr.write(text);
  return 2;
}
