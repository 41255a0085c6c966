import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { connectTo } from './connection.ts';
import { sqlState } from './database.ts';
import { orderByBytes, tablesMadeBy } from './order-by-bytes.ts';
import { statementsOf } from './sql-statements.ts';

const FOLDER = new URL('../../migrations/', import.meta.url);
/** Any fixed number: whoever holds this advisory lock is migrating. */
const LOCK = 5_317_204_981;
const LOOK_EVERY_MS = 100;
/** The first line of a file whose statements cannot be part of a transaction. */
const ALONE = '-- each statement alone';
/**
 * How long a statement waits for a table that somebody uses. Whoever asks for the table meanwhile waits
 * behind it, so it steps back and tries again.
 */
const LOCK_TIMEOUT_MS = 3_000;
const LOCK_ATTEMPTS = 20;
/** Nobody lets go of a lock for as long as is waited, or each waits for the other. */
const IN_USE = new Set(['55P03', '40P01']);

/** A database that cannot be brought to this version's schema. */
export class MigrationError extends Error {
  override readonly name: string = 'MigrationError';
}

/**
 * Brings the database to the newest schema. Several processes may start at once: one migrates, the
 * others wait and find nothing to do. Texts are ordered by their bytes from then on. Each file is applied in a transaction of its own, or
 * statement by statement where its first line says so. With `only`, the schema of a former version is made, which knew these.
 */
export async function migrate(
  url: string,
  folder: URL = FOLDER,
  only?: readonly string[],
): Promise<readonly string[]> {
  const client = await connectTo(url);
  try {
    await requireSupportedVersion(client);
    await takeTurn(client);
    const files = await filesIn(folder);
    const applied = await applyMissing(client, files, only);
    await orderTexts(client, files);
    return applied;
  } finally {
    await client.end();
  }
}

/**
 * Waits until nobody else migrates. It asks again and again, because a statement that waits would itself
 * be waited for by an index that is made concurrently.
 */
async function takeTurn(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ mine: boolean }>(
      'select pg_try_advisory_lock($1) as mine',
      [LOCK],
    );
    if (rows[0]?.mine) return;
    await delay(LOOK_EVERY_MS);
  }
}

async function requireSupportedVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
  const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
  if (major < 15) {
    throw new MigrationError(
      `PostgreSQL 15 or newer is needed, and DATABASE_URL names version ${major}.`,
    );
  }
}

type File = { readonly name: string; readonly text: string };

async function filesIn(folder: URL): Promise<readonly File[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const read = async (name: string) => ({
    name,
    text: await readFile(new URL(name, folder), 'utf8'),
  });
  return Promise.all(names.map(read));
}

async function applyMissing(
  client: pg.Client,
  files: readonly File[],
  only: readonly string[] | undefined,
): Promise<readonly string[]> {
  await client.query(
    `create table if not exists schema_migration (
       name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
  );
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migration',
  );
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  refuseUnknown(
    [...applied.keys(), ...(only ?? [])],
    files.map(({ name }) => name),
  );
  const done: string[] = [];
  for (const { name, text } of files) {
    if (only?.includes(name) === false) continue;
    const checksum = createHash('sha256').update(text).digest('hex');
    const known = applied.get(name);
    if (known === undefined) {
      await applyOne(client, name, text, checksum);
      done.push(name);
    } else if (known !== checksum) {
      throw new MigrationError(
        `The migration ${name} was applied with another content. Migrations are never edited: restore the file and add a new one.`,
      );
    }
  }
  return done;
}

function refuseUnknown(applied: readonly string[], files: readonly string[]): void {
  const newer = applied.filter((name) => !files.includes(name));
  if (newer.length > 0) {
    throw new MigrationError(
      `The database has migrations that this version does not know: ${newer.join(', ')}. Run the newer version.`,
    );
  }
}

async function applyOne(client: pg.Client, name: string, text: string, checksum: string) {
  const apply = text.startsWith(ALONE) ? applyAlone : applyTogether;
  const record = () =>
    client.query('insert into schema_migration (name, checksum) values ($1, $2)', [name, checksum]);
  await whereFree(client, () => apply(client, text, record)).catch((cause: unknown) => {
    const kept = apply === applyTogether ? 'nothing of it was kept' : 'it begins anew next time';
    throw new MigrationError(`The migration ${name} failed; ${kept}.`, { cause });
  });
}

async function orderTexts(client: pg.Client, files: readonly File[]): Promise<void> {
  const tables = ['schema_migration', ...files.flatMap(({ text }) => tablesMadeBy(text))];
  await whereFree(client, () => orderByBytes(client, tables)).catch((cause: unknown) => {
    throw new MigrationError(
      'The tables could not be told to order texts by their bytes, and nothing of it was kept. A view of your own that reads them may be in the way: see docs/adr/0018-texts-by-bytes.md.',
      { cause },
    );
  });
}

/** Does it again where somebody uses what it needs. */
async function whereFree(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query(`set lock_timeout = ${LOCK_TIMEOUT_MS}`);
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (cause) {
      if (!IN_USE.has(sqlState(cause) ?? '') || attempt === LOCK_ATTEMPTS) throw cause;
    }
  }
}

type Record = () => Promise<unknown>;

async function applyTogether(client: pg.Client, text: string, record: Record): Promise<void> {
  await client.query('begin');
  try {
    await client.query(text);
    await record();
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw cause;
  }
}

/** Whoever is killed in between begins anew, so each statement can be repeated. */
async function applyAlone(client: pg.Client, text: string, record: Record): Promise<void> {
  for (const statement of statementsOf(text)) await client.query(statement.text);
  await record();
}
