import { createTestDatabase, type TestDatabase } from '@kontor/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOperationQueue } from '../../src/operations/operation-queue.ts';
import { type Database, openDatabase } from '../../src/postgres/database.ts';
import { migrate } from '../../src/postgres/migrate.ts';
import { createRefreshQueue } from '../../src/postgres/refresh-queue.ts';
import type { Sql } from '../../src/postgres/sql.ts';

const WAITING = 5_000;
const CLAIMED = 20;
const lease = { holder: 'this', leaseMs: 60_000 };

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  await migrate(testDatabase.url);
  // of several connections one would not know what another has read
  database = openDatabase({ url: testDatabase.url, keepers: 1 });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

/** How many rows of a table have been handed out by an index or by reading all. */
async function rowsRead(table: string): Promise<number> {
  await database.upkeep('select pg_stat_force_next_flush()');
  const [row] = await database.upkeep<{ read: number }>(
    `select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_user_tables
     where relname = $1`,
    [table],
  );
  return row?.read ?? 0;
}

test.each<{ table: string; fill: string; claim: (sql: Sql) => Promise<readonly unknown[]> }>([
  {
    table: 'operation_queue',
    fill: `insert into operation_queue (team_id, operation_id, integration_id, due_at)
      select 'team_' || n % 10, 'op_' || n, 'oac_' || n % 4, now()
      from generate_series(1, ${WAITING}) n`,
    claim: (sql) =>
      createOperationQueue(sql, lease).claim({
        ...{ total: CLAIMED, perTeam: CLAIMED, perIntegration: CLAIMED },
        active: new Map(),
      }),
  },
  {
    table: 'refresh_queue',
    fill: `insert into refresh_queue (team_id, installation_id, external_id, nudged_at, due_at)
      select 'team_' || n % 10, 'icfg_' || n % 4, 'resource-' || n, now(), now()
      from generate_series(1, ${WAITING}) n`,
    claim: (sql) => createRefreshQueue(sql, lease).claim(CLAIMED),
  },
])(
  'what is claimed of $table is found without a walk through all, also where it was empty',
  async ({ table, fill, claim }) => {
    // as the database remembers it when it has seen many, and has last looked while nothing waited
    await database.read(fill);
    await database.read(`vacuum analyze ${table}`);
    await database.read(`delete from ${table}`);
    await database.read(`analyze ${table}`);
    await database.read(fill);

    const before = await rowsRead(table);
    const claimed = await claim(database.upkeep);

    expect(claimed).toHaveLength(CLAIMED);
    expect((await rowsRead(table)) - before).toBeLessThan(WAITING / 2);
  },
);
