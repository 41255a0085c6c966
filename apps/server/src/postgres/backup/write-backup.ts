import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { connectTo } from '../connection.ts';
import { BackupError, MANIFEST_FILE, type Manifest } from './manifest.ts';
import { type Table, tablesInOrder } from './tables.ts';

const OWNER_ONLY = 0o600;

/**
 * Writes everything that a database holds into a new folder, as it was at one moment, while the host
 * goes on; of a backup that breaks off nothing is left. Secrets stay sealed: whoever restores it needs the keyring as well, which is not in it.
 *
 * @throws BackupError where the folder is there already, or the database is no host's.
 */
export async function writeBackup(url: string, folder: string, now: Date): Promise<Manifest> {
  await makeFolder(folder);
  try {
    return await writeInto(folder, url, now);
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
}

async function writeInto(folder: string, url: string, now: Date): Promise<Manifest> {
  const client = await connectTo(url);
  try {
    await client.query('begin isolation level repeatable read read only');
    const migrations = await readMigrations(client);
    const tables = [];
    for (const table of await tablesInOrder(client)) {
      tables.push(await writeTable(client, table, folder));
    }
    await client.query('commit');
    const takenAt = now.toISOString();
    const written: Manifest = { format: 'kontor-backup-1', takenAt, migrations, tables };
    await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(written, null, 2)}\n`, {
      mode: OWNER_ONLY,
      flush: true,
    });
    return written;
  } finally {
    await client.end();
  }
}

/** It holds what teams own, so nobody but its owner may look into it. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
    const why =
      cause.code === 'EEXIST' ? 'It is there already' : `It cannot be made (${cause.code})`;
    throw new BackupError(`${folder}: ${why}. Name a folder that does not exist yet.`, { cause });
  });
}

async function readMigrations(client: pg.Client): Promise<string[]> {
  const { rows } = await client
    .query<{ name: string }>('select name from schema_migration order by name')
    .catch((cause: unknown) => {
      throw new BackupError('The database is not one of a host: it has no migrations.', { cause });
    });
  return rows.map(({ name }) => name);
}

async function writeTable(client: pg.Client, { schema, name, columns }: Table, folder: string) {
  const file = `${schema}.${name}.gz`;
  const path = join(folder, file);
  const list = columns.map(pg.escapeIdentifier).join(', ');
  const copy = client.query(
    copyTo(`copy (select ${list} from ${qualified({ schema, name })}) to stdout`),
  );
  await pipeline(copy, createGzip(), createWriteStream(path, { mode: OWNER_ONLY, flush: true }));
  return {
    schema,
    name,
    columns: [...columns],
    rows: copy.rowCount ?? 0,
    file,
    sha256: await sha256Of(path),
  };
}

export function qualified({ schema, name }: Pick<Table, 'schema' | 'name'>): string {
  return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
}

/** Of a file, in hexadecimal. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
