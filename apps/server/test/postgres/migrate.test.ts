import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createTestDatabase, type TestDatabase } from '@kontor/testing';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MigrationError, migrate } from '../../src/postgres/migrate.ts';

let database: TestDatabase;
let directory = '';
beforeEach(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'kontor-migrations-'));
});
afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true });
});

/** A folder of migrations with the given files. */
async function folderWith(files: Readonly<Record<string, string>>): Promise<URL> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return pathToFileURL(`${directory}/`);
}

async function query(text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const THINGS = { '0001-things.sql': 'create table thing (id int primary key);' };

test('an empty database gets every migration, in order, and a second start none', async () => {
  const files = (await readdir(new URL('../../migrations/', import.meta.url))).sort();

  expect(await migrate(database.url)).toEqual(files);
  expect(await migrate(database.url)).toEqual([]);
});

test('of processes that start at once, one migrates and the others wait for it', async () => {
  const files = await readdir(new URL('../../migrations/', import.meta.url));

  const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));

  expect(applied.flat().sort()).toEqual(files.sort());
});

test('a migration that was added later is applied on top', async () => {
  await migrate(database.url, await folderWith(THINGS));

  const folder = await folderWith({ '0002-more.sql': 'alter table thing add column name text;' });

  expect(await migrate(database.url, folder)).toEqual(['0002-more.sql']);
  expect(await query('select id, name from thing')).toEqual([]);
});

test('nothing is kept of a migration that fails, and it runs again once it is mended', async () => {
  const name = '0001-things.sql';
  const broken = { [name]: `${THINGS[name]} select nonsense;` };

  const failing = migrate(database.url, await folderWith(broken));

  await expect(failing).rejects.toThrow(MigrationError);
  await expect(failing).rejects.toThrow(`${name} failed; nothing of it was kept`);
  expect(await query("select to_regclass('thing') as found")).toEqual([{ found: null }]);
  expect(await migrate(database.url, await folderWith(THINGS))).toEqual([name]);
});

const ALONE = {
  '0002-index.sql': `-- each statement alone
    drop index concurrently if exists thing_by_name;
    create index concurrently thing_by_name on thing (name);`,
};
const NAMED_THINGS = { '0001-things.sql': 'create table thing (id int primary key, name text);' };

test('an index is made without a transaction, while other processes wait for their turn', async () => {
  const folder = await folderWith({ ...NAMED_THINGS, ...ALONE });

  const applied = await Promise.all(Array.from({ length: 3 }, () => migrate(database.url, folder)));

  expect(applied.flat().sort()).toEqual(['0001-things.sql', '0002-index.sql']);
  const made = "select indisvalid from pg_index where indexrelid = 'thing_by_name'::regclass";
  expect(await query(made)).toEqual([{ indisvalid: true }]);
});

test('what was left of an index whose migration was killed is made anew', async () => {
  await migrate(database.url, await folderWith(NAMED_THINGS));
  await query('create index thing_by_name on thing (id)');

  await migrate(database.url, await folderWith(ALONE));

  const columns = "select indkey::text from pg_index where indexrelid = 'thing_by_name'::regclass";
  expect(await query(columns)).toEqual([{ indkey: '2' }]);
});

test('a migration steps back from a table in use, so that others are not kept from it', async () => {
  await migrate(database.url, await folderWith(THINGS));
  const user = new pg.Client({ connectionString: database.url });
  await user.connect();
  await user.query('begin; select from thing;');
  const folder = await folderWith({ '0002-more.sql': 'alter table thing add column name text;' });

  const migrated = migrate(database.url, folder);
  await vi.waitUntil(async () => (await query(WAITING))[0]?.is_waiting, { timeout: 20_000 });
  // it would wait for the one that waits, and for as long
  await query('select from thing');
  await user.query('commit');
  await user.end();

  expect(await migrated).toEqual(['0002-more.sql']);
});

const WAITING = `select exists (select from pg_locks l join pg_database d on d.oid = l.database
  where not granted and locktype = 'relation' and datname = current_database()) as is_waiting`;

test('a migration that was edited after it was applied stops the start', async () => {
  await migrate(database.url, await folderWith(THINGS));

  const edited = await folderWith({ '0001-things.sql': 'create table other (id int);' });

  await expect(migrate(database.url, edited)).rejects.toThrow(
    /0001-things\.sql was applied with another content/,
  );
  expect(await query("select to_regclass('other') as found")).toEqual([{ found: null }]);
});

test('a database of a newer version stops the start of an older one', async () => {
  await migrate(database.url, await folderWith({ ...THINGS, '0002-newer.sql': 'select 1;' }));

  await rm(join(directory, '0002-newer.sql'));

  await expect(migrate(database.url, pathToFileURL(`${directory}/`))).rejects.toThrow(
    /does not know: 0002-newer\.sql/,
  );
});

test('every table of tenant data has the team in front of its key, its unique constraints and its foreign keys', async () => {
  await migrate(database.url);
  // the routing and host tables, which are looked up by something else than the team
  const byOtherThan = [
    'access_token',
    'installation_route',
    'former_installation',
    'synced_config_route',
    'operation_queue',
    'payment_route',
    'payment_queue',
    'state_plan_queue',
    'sso_grant',
    'import_state',
    'link_code',
    'service_team',
    'service_event',
  ];

  const strays = await query(`
    with tenant as (
      select attrelid as id, attnum as team from pg_attribute
      where attname = 'team_id' and not attrelid::regclass::text in ('${byOtherThan.join("','")}')
    )
    select indexrelid::regclass::text as stray from tenant
    join pg_index on indrelid = id and indisunique and indkey[0] <> team
    union all
    select conname from tenant
    join pg_constraint on conrelid = id and contype = 'f' and conkey[1] <> team`);

  expect(strays).toEqual([]);
});
