import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createTestDatabase, type TestDatabase } from '@kontor/testing';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate } from '../../src/postgres/migrate.ts';

const folder = new URL('../../migrations/', import.meta.url);
const LATER = '0210-webhook-lines-gone.sql';
/** So many that entries which are shared take far less room than entries of their own. */
const MANY = 5_000;

let database: TestDatabase;
let client: pg.Client;
/** Another process, of the former version. */
let former: pg.Client;
beforeEach(async () => {
  database = await createTestDatabase();
  await migrateThose((file) => file < LATER);
  client = new pg.Client({ connectionString: database.url });
  former = new pg.Client({ connectionString: database.url });
  await Promise.all([client.connect(), former.connect()]);
});
afterEach(async () => {
  await Promise.all([client.end(), former.end()]);
  await database.drop();
});

/** Brings the database to where some of the migrations lead, and answers which of them it had not had. */
async function migrateThose(isOne: (file: string) => boolean): Promise<readonly string[]> {
  const some = await mkdtemp(join(tmpdir(), 'kontor-migrations-'));
  for (const file of await readdir(folder)) {
    if (isOne(file)) await cp(fileURLToPath(new URL(file, folder)), join(some, file));
  }
  const applied = await migrate(database.url, pathToFileURL(`${some}/`));
  await rm(some, { recursive: true });
  return applied;
}

/** Lines of one receiver that are all due at the same time, by the number of the first. */
const addLines = (by: pg.Client, from: number, count = MANY) =>
  by.query(
    `insert into webhook_line (team_id, receiver_id, subject, waiting, due_at)
     select 'acme', 'rcv_1', 'project:' || n, 1, '2026-01-01T00:00:00Z'
     from generate_series($1::int, $2::int) n`,
    [from, from + count - 1],
  );

async function one(text: string): Promise<number> {
  const { rows } = await client.query(`select (${text})::int as found`);
  return rows[0]?.found;
}
const bytesOfIndex = () => one("pg_relation_size('webhook_line_due')");

test('lines that are due stay due, and those to come have each an entry of their own', async () => {
  await addLines(client, 1);
  const shared = await bytesOfIndex();

  expect(await migrateThose((file) => file <= LATER)).toEqual([LATER]);

  const afterwards = await bytesOfIndex();
  await addLines(client, MANY + 1);
  const grown = (await bytesOfIndex()) - afterwards;
  expect(afterwards).toBe(shared);
  expect(grown).toBeGreaterThan(2 * shared);
  // every line is found by the index, those of before and those of after
  await client.query('set enable_seqscan = off');
  expect(
    await one("select count(*) from webhook_line where receiver_id = 'rcv_1' and due_at <= now()"),
  ).toBe(2 * MANY);
});

test('it waits for nobody who takes lines and adds others meanwhile', async () => {
  await addLines(former, 1, 10);
  await former.query('begin');
  await former.query("update webhook_line set leased_by = 'former' where subject = 'project:1'");
  await addLines(former, 11, 10);

  expect(await migrateThose((file) => file <= LATER)).toEqual([LATER]);

  await former.query('delete from webhook_line where leased_by = $1', ['former']);
  await former.query('commit');
  expect(await one('select count(*) from webhook_line')).toBe(19);
});
