import { beforeAll, expect, test } from 'vitest';
import { lookAtResources } from '../../src/postgres/resource-lists.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();
/** From the sixth time on a plan is kept that is good for all. */
const TIMES = 8;

/** Many of a few teams: only where there is something to read does it matter how. */
beforeAll(async () => {
  await held.database.transact(async (sql) => {
    await sql('set local session_replication_role = replica');
    await sql(
      `insert into resource (team_id, resource_id, installation_id, product_id, name, lifecycle,
         status, status_at, metadata, ownership, created_at, updated_at)
       select 'team_' || n % 200, 'store_' || n, 'icfg_' || n % 200, 'iap_1', 'r' || n, 'active',
         'ready', now(), '{}', 'owned', now(), now() from generate_series(1, 2000) n`,
    );
    await sql(
      `insert into connection select team_id, 'con_' || resource_id, resource_id, 'prj_' || team_id,
         '{production}', null, now() from resource`,
    );
    await sql(
      `insert into project select distinct team_id, 'prj_' || team_id, 'shop', now() from resource`,
    );
    await sql(
      `insert into product (product_id, integration_id, slug, name, short_description, tags,
         metadata_schema, created_at, updated_at)
       values ('iap_1', 'oac_1', 'db', 'Database', '', '{}', '{}', now(), now())`,
    );
  });
  for (const table of ['resource', 'connection', 'project', 'product']) {
    await held.database.read(`analyze ${table}`);
  }
});

test.each([
  ['all of a team', {}],
  ['those of an installation', { installation: 'icfg_1' }],
  ['those of a project', { project: 'shop' }],
  ['those of both', { installation: 'icfg_1', project: 'shop' }],
])('a look at %s is planned once, and not with each request', async (_, filter) => {
  const plans = await held.database.transact(async (sql) => {
    for (let time = 0; time < TIMES; time++) await lookAtResources(sql, 'team_1', filter);
    const [row] = await sql<{ kept: string }>(
      `select max(generic_plans) as kept from pg_prepared_statements
       where statement like 'select t.tag%'`,
    );
    return row;
  });

  expect(Number(plans?.kept)).toBeGreaterThan(0);
});
