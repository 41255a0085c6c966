import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@kontor/embedded-postgres';
import { Client } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { createTestDatabase, type TestDatabaseOptions } from '../src/database.ts';
import { dropDatabasesOfRun, requireUsableServer, withAdmin } from '../src/database-admin.ts';

it('a test database is empty, its own, and gone when dropped, even while in use', async () => {
  const first = await createTestDatabase();
  const second = await createTestDatabase();
  onTestFinished(second.drop);
  await query(first.url, 'create table mark (id int)');

  expect(await tablesOf(first.url)).toEqual(['mark']);
  expect(await tablesOf(second.url)).toEqual([]);

  const open = new Client(first.url);
  open.on('error', () => {});
  const closed = new Promise<void>((resolve) => open.once('end', resolve));
  await open.connect();
  await first.drop();
  await closed;
  await first.drop();
  await expect(tablesOf(first.url)).rejects.toMatchObject({ code: '3D000' });
});

it('a migration runs in the new database when no template is asked for', async () => {
  const database = await createTestDatabase({ migrate: createMark });
  onTestFinished(database.drop);

  expect(await tablesOf(database.url)).toEqual(['mark']);
});

it('a template is migrated once when many ask for it at the same time, and each gets a copy', async () => {
  let migrations = 0;
  const options = {
    templateKey: 'once',
    migrate: async (url: string) => {
      migrations += 1;
      await createMark(url);
    },
  };

  const databases = await Promise.all([1, 2, 3, 4].map(() => makeDatabase(options)));
  await query(databases[0]?.url ?? '', 'create table other (id int)');

  expect(migrations).toBe(1);
  expect(await Promise.all(databases.map(({ url }) => tablesOf(url)))).toEqual([
    ['mark', 'other'],
    ['mark'],
    ['mark'],
    ['mark'],
  ]);
});

it('templates with different keys are different', async () => {
  const marked = await makeDatabase({ templateKey: 'marked', migrate: createMark });
  const plain = await makeDatabase({ templateKey: 'plain' });

  expect([await tablesOf(marked.url), await tablesOf(plain.url)]).toEqual([['mark'], []]);
});

it('a template whose migration failed is made anew by the next who asks', async () => {
  const failing = async (url: string) => {
    await query(url, 'create table half (id int)');
    throw new Error('the migration broke');
  };
  const asked = createTestDatabase({ templateKey: 'broken at first', migrate: failing });
  await expect(asked).rejects.toThrow('the migration broke');

  const database = await makeDatabase({ templateKey: 'broken at first', migrate: createMark });

  expect(await tablesOf(database.url)).toEqual(['mark']);
});

it('a server is refused when the role may not make databases', async () => {
  const server = await startServer();
  await query(server.url, `create role humble login password 'humble'`);
  const url = new URL(server.url);
  url.username = 'humble';
  url.password = 'humble';

  await expect(requireUsableServer(server.url)).resolves.toBeUndefined();
  await expect(requireUsableServer(url.href)).rejects.toThrow('CREATEDB');
});

it('what a run left is dropped with its templates, and what another run left stays', async () => {
  const server = await startServer();
  await query(server.url, 'create database kontor_test_mine_1');
  await query(server.url, 'create database kontor_test_mine_template is_template true');
  await query(server.url, 'create database kontor_test_other_1');

  await dropDatabasesOfRun(server.url, 'mine');

  const names = await withAdmin(server.url, async (admin) => {
    const { rows } = await admin.query<{ datname: string }>(
      `select datname from pg_database where datname like 'kontor%'`,
    );
    return rows.map((row) => row.datname);
  });
  expect(names).toEqual(['kontor_test_other_1']);
});

/** A server that is not the run's: the role of the run may be allowed nothing but to make databases. */
async function startServer(): Promise<EmbeddedPostgres> {
  const directory = await mkdtemp(join(tmpdir(), 'kontor-server-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const server = await startEmbeddedPostgres({ directory, durable: false });
  onTestFinished(server.stop);
  return server;
}

async function makeDatabase(options: TestDatabaseOptions) {
  const database = await createTestDatabase(options);
  onTestFinished(database.drop);
  return database;
}

async function createMark(url: string): Promise<void> {
  await query(url, 'create table mark (id int)');
}

async function query(url: string, sql: string): Promise<void> {
  await withAdmin(url, (client) => client.query(sql));
}

async function tablesOf(url: string): Promise<string[]> {
  return withAdmin(url, async (client) => {
    const { rows } = await client.query<{ relname: string }>(
      `select relname from pg_class where relnamespace = 'public'::regnamespace order by relname`,
    );
    return rows.map((row) => row.relname);
  });
}
