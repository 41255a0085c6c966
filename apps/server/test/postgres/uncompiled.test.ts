import { expect, test } from 'vitest';
import { openDatabase } from '../../src/postgres/database.ts';
import type { Sql } from '../../src/postgres/sql.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();

test('no connection compiles its statements, whatever the database reckons that they cost', async () => {
  const database = openDatabase({ url: held.url });

  const told = await Promise.all([
    jitOf(database.read),
    jitOf(database.upkeep),
    database.transact((sql) => jitOf(sql)),
  ]);

  expect(told).toEqual(['off', 'off', 'off']);
  await database.close();
});

async function jitOf(sql: Sql) {
  const [row] = await sql<{ jit: string }>(`select current_setting('jit') as jit`);
  return row?.jit;
}
