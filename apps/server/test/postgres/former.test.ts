import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@kontor/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { restoreBackup } from '../../src/postgres/backup/restore-backup.ts';
import { isProof } from '../proof/evidence.ts';
import { startWorld, type World } from '../world/world.ts';
import { keepFormer, unpackFormer } from './former.ts';

let world: World;
let folder: string;
beforeAll(async () => {
  if (isProof('former')) await keepFormer();
  folder = await mkdtemp(join(tmpdir(), 'kontor-former-test-'));
  world = await startWorld();
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

test('what a host of a former version has left comes to the schema of this one, and shows what it did', async () => {
  const database = await createTestDatabase();
  const { backup, dataDirectory, shown, showing } = await unpackFormer(folder);

  await restoreBackup(database.url, backup);
  const host = await world.beside({ databaseUrl: database.url, dataDirectory });

  expect(await showing(host.url)).toEqual(shown);
  await host.close();
  // a fixture without rows would show nothing of a migration
  expect(await filledTables(database.url)).toBeGreaterThan(60);
  await database.drop();
});

async function filledTables(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('analyze');
  const { rows } = await client.query(
    `select count(*)::int as count from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'people') and c.relkind = 'r' and c.reltuples > 0`,
  );
  await client.end();
  return rows[0].count;
}
