import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { bareEnvironment, createTestDatabase } from '@kontor/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { restoreBackup } from '../../src/postgres/backup/restore-backup.ts';
import { writeBackup } from '../../src/postgres/backup/write-backup.ts';
import { migrate } from '../../src/postgres/migrate.ts';
import { createApi } from '../world/api-client.ts';
import { install, project, provision, variablesOf } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let folder: string;
let backup: string;
let app: string;
let resource: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kontor-backup-test-'));
  world = await startWorld();
  const installation = await install(world);
  resource = (await provision(world, installation)).id;
  app = await project(world, 'shop');
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource },
    body: { project: app, environments: ['production', 'preview'] },
  });
  backup = join(folder, 'good');
  await writeBackup(world.databaseUrl, backup, new Date('2026-01-02T03:04:05Z'));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

describe('a host that is restored', () => {
  test('has everything that it had, and goes on', async () => {
    const database = await createTestDatabase();
    await restoreBackup(database.url, backup);
    const again = await world.beside({ databaseUrl: database.url });
    const there = {
      ...world,
      owner: { ...world.owner, api: createApi(again.url, world.owner.token) },
    };

    expect(await variablesOf(there, app, 'production')).toEqual(
      await variablesOf(world, app, 'production'),
    );
    expect(Object.keys(await variablesOf(there, app, 'production'))).not.toHaveLength(0);
    const { body } = await there.owner.api(k.getTeamResource, {
      params: { team: world.team, resource },
    });
    expect(body.resource).toMatchObject({ id: resource, status: 'ready' });
    // numbers that the database gives out go on where they were
    expect(await project(there, 'a-new-one')).not.toBe(app);
    await again.close();
    await database.drop();
  });

  test('is planned for as what it holds, from its first request on', async () => {
    const database = await createTestDatabase();
    await restoreBackup(database.url, backup);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();

    const { rows } = await client.query(
      "select distinct tablename from pg_stats where tablename in ('event', 'resource', 'user')",
    );
    expect(rows).toHaveLength(3);
    await client.end();
    await database.drop();
  });

  test('has every row, in every table', async () => {
    const database = await createTestDatabase();
    await restoreBackup(database.url, backup);
    const second = join(folder, 'of-the-restored');

    const before = JSON.parse(await readFile(join(backup, 'manifest.json'), 'utf8'));
    const after = await writeBackup(database.url, second, new Date());

    const counts = (tables: typeof after.tables) => tables.map(({ name, rows }) => [name, rows]);
    expect(counts(after.tables)).toEqual(counts(before.tables));
    expect(before.tables.length).toBeGreaterThan(50);
    await database.drop();
  });
});

test('a backup of a former version comes to the schema of this one, with what was in it', async () => {
  const names = (await readdir(new URL('../../migrations/', import.meta.url))).sort();
  const former = await createTestDatabase();
  await migrate(former.url, undefined, names.slice(0, 40));
  await run(
    former.url,
    `insert into people."user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
    values ('u1', 'Ada', 'ada@test.example', true, now(), now())`,
  );
  const old = join(folder, 'of-a-former-version');
  await writeBackup(former.url, old, new Date());
  const database = await createTestDatabase();

  await restoreBackup(database.url, old);

  expect(await run(database.url, 'select name from people."user"')).toEqual([{ name: 'Ada' }]);
  expect(await run(database.url, 'select count(*)::int from schema_migration')).toEqual([
    { count: names.length },
  ]);
  await Promise.all([former.drop(), database.drop()]);
});

test('only its owner may look into it, and what is sealed stays sealed', async () => {
  expect((await stat(backup)).mode & 0o077).toBe(0);
  for (const file of await readdir(backup)) {
    expect((await stat(join(backup, file))).mode & 0o077).toBe(0);
  }
});

describe('is refused, and changes nothing:', () => {
  test('a backup whose bytes are others than were written', async () => {
    const damaged = await copyOf(backup);
    await appendFile(join(damaged, 'public.project.gz'), 'x');

    await refuses(damaged, /public\.project\.gz is not as it was written/);
  });

  test('a backup without one of its files', async () => {
    const lacking = await copyOf(backup);
    await rm(join(lacking, 'public.project.gz'));

    await refuses(lacking, /public\.project\.gz is missing/);
  });

  test('one that was never finished', async () => {
    const unfinished = await copyOf(backup);
    await rm(join(unfinished, 'manifest.json'));

    await refuses(unfinished, /no complete backup/);
  });

  test('a database that holds something', async () => {
    await expect(restoreBackup(world.databaseUrl, backup)).rejects.toThrow(
      /holds something already/,
    );
  });

  test('a folder that is there already', async () => {
    await expect(writeBackup(world.databaseUrl, backup, new Date())).rejects.toThrow(
      /It is there already\. Name a folder that does not exist yet/,
    );
  });

  test('a database of somebody else', async () => {
    const database = await createTestDatabase();
    const nothing = join(folder, 'nothing');
    await expect(writeBackup(database.url, nothing, new Date())).rejects.toThrow(
      /not one of a host/,
    );
    expect(existsSync(nothing)).toBe(false);
    await database.drop();
  });
});

test('a restore that broke off is done again', async () => {
  const database = await createTestDatabase();
  const manifest = JSON.parse(await readFile(join(backup, 'manifest.json'), 'utf8'));
  await migrate(database.url, undefined, manifest.migrations);

  await restoreBackup(database.url, backup);

  expect(await run(database.url, 'select count(*)::int from project')).toEqual([{ count: 1 }]);
  await database.drop();
});

describe('the command', () => {
  const command = (databaseUrl: string, ...words: string[]) =>
    promisify(execFile)(
      process.execPath,
      [fileURLToPath(new URL('../../src/backup.ts', import.meta.url)), ...words],
      { env: { ...bareEnvironment(), DATABASE_URL: databaseUrl, KONTOR_DATA: folder } },
    );

  test('writes, says what to keep beside it, and brings it back', async () => {
    const database = await createTestDatabase();
    const written = join(folder, 'by-command');

    const { stdout } = await command(world.databaseUrl, 'backup', written);
    expect(stdout).toMatch(/\d+ rows of \d+ tables as of .*keyring\.json/s);
    const restored = await command(database.url, 'restore', written);

    expect(restored.stdout).toMatch(/are in the database that DATABASE_URL names again/);
    expect(await run(database.url, 'select count(*)::int from project')).toEqual([{ count: 1 }]);
    await database.drop();
  });

  test.each([[[]], [['keep', 'a']], [['--all', 'a']]])(
    'without what it needs (%j) says how it is called',
    async (words) => {
      await expect(command(world.databaseUrl, ...words)).rejects.toMatchObject({ code: 2 });
    },
  );
});

let copies = 0;
async function copyOf(from: string): Promise<string> {
  copies += 1;
  const to = join(folder, `copy-${copies}`);
  await cp(from, to, { recursive: true });
  return to;
}

async function refuses(damaged: string, why: RegExp): Promise<void> {
  const database = await createTestDatabase();
  await expect(restoreBackup(database.url, damaged)).rejects.toThrow(why);
  expect(
    await run(database.url, `select count(*)::int from pg_tables where schemaname = 'public'`),
  ).toEqual([{ count: 0 }]);
  await database.drop();
}

async function run(url: string, text: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
