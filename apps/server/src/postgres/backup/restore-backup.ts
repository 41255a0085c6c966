import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { connectTo } from '../connection.ts';
import { migrate } from '../migrate.ts';
import { BackupError, MANIFEST_FILE, type Manifest, manifest } from './manifest.ts';
import { tablesInOrder } from './tables.ts';
import { qualified, sha256Of } from './write-backup.ts';

/**
 * Brings what a backup holds into a database that holds nothing, and that to the schema of this
 * version. All of it is brought in, or nothing: repeating it after a failure is fine.
 *
 * @throws BackupError where the backup is damaged or of a newer version, or the database is not empty.
 */
export async function restoreBackup(url: string, folder: string): Promise<Manifest> {
  const backup = await readManifest(folder);
  for (const { file, sha256 } of backup.tables) await requireWhole(join(folder, file), sha256);
  await requireEmpty(url, backup);
  await migrate(url, undefined, backup.migrations);
  const client = await connectTo(url);
  try {
    await client.query('begin');
    await load(client, backup, folder);
    await client.query('commit');
  } finally {
    await client.end();
  }
  await migrate(url);
  await lookOver(url);
  return backup;
}

/** Has the planner know what has come, so that the host is not slow until the database has looked at it. */
async function lookOver(url: string): Promise<void> {
  const client = await connectTo(url);
  try {
    await client.query('analyze');
  } finally {
    await client.end();
  }
}

async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, MANIFEST_FILE);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new BackupError(`${path} cannot be read, so ${folder} is no complete backup.`, { cause });
  });
  const parsed = manifest.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  throw new BackupError(`${path} is not the manifest of a backup that this version knows.`);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function requireWhole(path: string, sha256: string): Promise<void> {
  const found = await sha256Of(path).catch(() => undefined);
  if (found === sha256) return;
  throw new BackupError(
    found === undefined
      ? `${path} is missing. Restore another backup.`
      : `${path} is not as it was written. Restore another backup.`,
  );
}

/** A restore that broke off left the schema of the backup without anybody in it, and may be repeated. */
async function requireEmpty(url: string, { migrations }: Manifest): Promise<void> {
  const client = await connectTo(url);
  try {
    if ((await tablesInOrder(client)).length === 0) return;
    const { rows } = await client
      .query<{ begun: boolean }>(
        `select (select array_agg(name order by name) from schema_migration) = $1::text[]
           and not exists (select 1 from people."user") as begun`,
        [migrations],
      )
      .catch(() => ({ rows: [] }));
    if (rows[0]?.begun === true) return;
    throw new BackupError(
      'The database holds something already, which a restore would mix with what is in the backup. Name an empty one with DATABASE_URL, or another directory with KONTOR_DATA.',
    );
  } finally {
    await client.end();
  }
}

/** Rules that watch changes rest meanwhile: the rows were watched when they were written. */
async function load(client: pg.Client, { tables }: Manifest, folder: string): Promise<void> {
  const names = tables.map(qualified);
  for (const name of names) await client.query(`alter table ${name} disable trigger user`);
  // what migrations put there is in the backup as well, as it was then
  await client.query(`truncate ${names.join(', ')}`);
  for (const table of tables) {
    const list = table.columns.map(pg.escapeIdentifier).join(', ');
    const copy = client.query(copyFrom(`copy ${qualified(table)} (${list}) from stdin`));
    await pipeline(createReadStream(join(folder, table.file)), createGunzip(), copy);
    if (copy.rowCount !== table.rows) {
      throw new BackupError(
        `Of ${table.schema}.${table.name} came ${copy.rowCount} rows where the backup has ${table.rows}.`,
      );
    }
  }
  await continueCounting(client);
  for (const name of names) await client.query(`alter table ${name} enable trigger user`);
}

/** Numbers that the database gives out go on behind the greatest that is taken. */
async function continueCounting(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ schema: string; name: string; column: string }>(
    `select table_schema as schema, table_name as name, column_name as column
     from information_schema.columns
     where is_identity = 'YES' or column_default like 'nextval(%'`,
  );
  for (const row of rows) {
    const column = pg.escapeIdentifier(row.column);
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), greatest(max(${column}), 1), max(${column}) is not null)
       from ${qualified(row)}`,
      [qualified(row), row.column],
    );
  }
}
