import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createTestDatabase, type TestDatabase } from '@kontor/testing';
import * as fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { doublesOf } from '../../src/postgres/doubles.ts';
import { migrate } from '../../src/postgres/migrate.ts';

const folder = new URL('../../migrations/', import.meta.url);
const VALUES_APART = '0186-usage-values.sql';

let database: TestDatabase;
let client: pg.Client;
let directory = '';
beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'kontor-migrations-'));
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
  await rm(directory, { recursive: true });
});

const number = fc.oneof(
  fc.double({ noNaN: true, min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
  fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map((cents) => cents / 100),
);

test('numbers arrive as they are written, and nothing where there is none', async () => {
  const all = fc.array(fc.option(number, { nil: undefined }), { minLength: 1, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(all, async (values) => {
      const texts = values.map((value) => (value === undefined ? null : String(value)));

      const { rows } = await client.query(
        `select value::text::numeric as kept, written::numeric
         from unnest($1::float8[], $2::text[]) as each (value, written)`,
        [doublesOf(values), texts],
      );

      expect(rows.map(({ kept }) => kept)).toEqual(rows.map(({ written }) => written));
      expect(rows.map(({ kept }) => kept === null)).toEqual(texts.map((text) => text === null));
    }),
    { numRuns: 100 },
  );
});

/** A folder as it was before. */
async function formerMigrations(): Promise<URL> {
  for (const file of await readdir(folder)) {
    if (file < VALUES_APART) await copyFile(new URL(file, folder), join(directory, file));
  }
  return pathToFileURL(`${directory}/`);
}

const READ = `select report_id, position, external_resource_id as resource, name, day_value,
  plan_value from reported_usage order by report_id, position`;

const FORMER = `insert into billing_report_usages (team_id, installation_id, report_id,
    first_position, external_resource_ids, names, types, units, day_values, period_values,
    plan_values)
  values ('team', 'icfg_1', $1, 1, '{db,""}', '{Reads,Writes}', '{total,rate}', '{rows,rows}',
    '{0.10,2}', '{1,2}', '{NULL,5}')`;

test('what was reported before values stood apart is read as before, and what the former version writes', async () => {
  await migrate(database.url, await formerMigrations());
  // of rows of usage alone, without the installation and its reports
  await client.query('set session_replication_role = replica');
  await client.query(
    `insert into billing_report_usage (team_id, installation_id, report_id, position,
       external_resource_id, name, type, units, day_value, period_value)
     values ('team', 'icfg_1', 1, 1, 'db', 'Reads', 'total', 'rows', 7, 7)`,
  );
  await client.query(FORMER, [2]);
  const before = (await client.query(READ)).rows;

  await migrate(database.url);
  await client.query(FORMER, [3]);

  const two = before.filter(({ report_id }) => report_id === '2');
  const after = two.map((row) => ({ ...row, report_id: '3' }));
  expect(before).toHaveLength(3);
  expect((await client.query(READ)).rows).toEqual([...before, ...after]);
});
