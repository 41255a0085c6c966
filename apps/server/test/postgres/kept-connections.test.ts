import { afterEach, expect, test, vi } from 'vitest';
import { openDatabase } from '../../src/postgres/database.ts';
import type { Sql } from '../../src/postgres/sql.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();
afterEach(() => {
  vi.useRealTimers();
});

/** The connections that as many statements at a time are asked over. */
async function connectionsOf(sql: Sql, many: number) {
  const ask = () => sql<{ pid: number }>('select pg_backend_pid() as pid');
  const asked = await Promise.all(Array.from({ length: many }, ask));
  return new Set(asked.map(([row]) => row?.pid));
}

test.each([
  ['reads', 'read'],
  ['what keeps work in hand', 'upkeep'],
] as const)('connections for %s stay, however long nobody needs more than one', async (_, kind) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const database = openDatabase({ url: held.url, readers: 3, keepers: 3 });
  const before = await connectionsOf(database[kind], 3);

  vi.advanceTimersByTime(3_600_000);

  expect(before.size).toBe(3);
  expect(await connectionsOf(database[kind], 3)).toEqual(before);
  await database.close();
});
