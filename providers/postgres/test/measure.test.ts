import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { type Cluster, openCluster } from '../src/cluster/cluster.ts';
import { databaseNameOf } from '../src/databases/names.ts';
import { measure } from '../src/metering/measure.ts';
import { inDatabase, openSession, sql } from './sql.ts';
import { startWorld, type World } from './start-world.ts';
import type { Team } from './team.ts';

const adminUrl = inject('adminDatabaseUrl');

let world: World;
let team: Team;
let cluster: Cluster;
beforeAll(async () => {
  world = await startWorld();
  team = await world.team();
  cluster = await openCluster(adminUrl, () => {});
});
afterAll(async () => {
  await cluster.close();
  await world.stop();
});

async function sessionIn(url: string) {
  const session = await openSession(url);
  onTestFinished(() => session.end());
  return session;
}

test('connections are those of its users, and none of the administrator, who looks at it', async () => {
  const { id, url } = await team.provision();
  await sessionIn(url);
  await sessionIn(url);
  await sessionIn(inDatabase(adminUrl, databaseNameOf(id)));

  expect(await measure(cluster, id)).toMatchObject({ connections: 2 });
});

test('a worker that the server starts for a statement is no connection', async () => {
  const { id, url } = await team.provision();
  const session = await sessionIn(url);
  await session.query(
    `select set_config(name, 'on', false) from pg_settings
     where name in ('debug_parallel_query', 'force_parallel_mode')`,
  );
  const statement = session.query('select pg_sleep(60)').catch(() => {});
  await expect.poll(() => workersIn(id), { timeout: 30_000 }).toBe(1);

  const measured = await measure(cluster, id);

  expect(await workersIn(id)).toBe(1);
  expect(measured).toMatchObject({ connections: 1 });
  await sql(
    adminUrl,
    "select pg_cancel_backend(pid) from pg_stat_activity where datname = $1 and state = 'active'",
    [databaseNameOf(id)],
  );
  await statement;
});

async function workersIn(id: string): Promise<number | undefined> {
  const [row] = await sql<{ workers: number }>(
    adminUrl,
    `select count(*)::int as workers from pg_stat_activity
     where datname = $1 and backend_type = 'parallel worker'`,
    [databaseNameOf(id)],
  );
  return row?.workers;
}
