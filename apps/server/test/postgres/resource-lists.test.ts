import { beforeAll, expect, test } from 'vitest';
import {
  type FoundList,
  type ListState,
  lookAtResources,
} from '../../src/postgres/resource-lists.ts';
import type { Sql } from '../../src/postgres/sql.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();
/** A tag that no list has. */
const another = 'another';
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

const lookAt = (known?: ListState) => lookAtResources(held.database.read, 'team_1', { known });
const rename = (sql: Sql, name: string) =>
  sql(
    `update resource set name = $1
     where (team_id, resource_id) = (select team_id, min(resource_id) from resource where team_id = 'team_1' group by 1)`,
    [name],
  );
const namesOf = ({ resources }: FoundList) => resources?.map(({ name }) => name);

test('what is known of the same moment is not looked at again', async () => {
  const { again, moment } = await held.database.transact(async (sql) => {
    // whatever else is written meanwhile, this is one moment
    await sql('set transaction isolation level repeatable read');
    const first = await lookAtResources(sql, 'team_1', {});
    const known = { tag: another, moment: first.moment };
    return { again: await lookAtResources(sql, 'team_1', { known }), moment: first.moment };
  });

  expect(again).toEqual({ tag: another, moment, resources: undefined });
});

test('once somebody has written anything it is another moment', async () => {
  const before = await lookAt();

  await held.database.read('update project set name = name');
  const after = await lookAt({ tag: another, moment: before.moment });

  expect(after).toMatchObject({ tag: before.tag, resources: before.resources });
  expect(after.moment).not.toBe(before.moment);
});

test('what is being written while somebody looks is seen by whoever looks behind it', async () => {
  const looks = await held.database.transact(async (sql) => {
    await rename(sql, 'written');
    const first = await lookAt();
    return { first, second: await lookAt(first) };
  });
  const third = await lookAt(looks.second);

  expect(namesOf(looks.first)).not.toContain('written');
  expect(looks.second.resources).toBeUndefined();
  expect(namesOf(third)).toContain('written');
});
