import { createTestDatabase, type TestDatabase } from '@kontor/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { migrate } from '../../src/postgres/migrate.ts';
import { orderByBytes } from '../../src/postgres/order-by-bytes.ts';

const made: TestDatabase[] = [];
afterAll(async () => {
  for (const database of made) await database.drop();
});

/** Databases as they may be given to the host, which it has migrated. */
const urls = { byLanguage: '', byBytes: '' };
beforeAll(async () => {
  urls.byLanguage = await databaseWith(`locale_provider icu icu_locale 'en-US'`);
  urls.byBytes = await databaseWith('locale_provider libc');
});

test('what is newest is found by its id, also where the database orders texts as a language does', async () => {
  const client = await connected(urls.byLanguage);
  const ids = ['hook_0Vb', 'hook_0VC', 'hook_0V_', 'hook_0Va', 'hook_0VB', 'hook_0V-'];
  for (const id of ids) {
    await client.query(
      `insert into webhook (team_id, webhook_id, url, events, sealed_secret, created_at, updated_at)
       values ('team_a', $1, '', '{}', '', now(), now())`,
      [id],
    );
  }

  const { rows } = await client.query('select webhook_id as id from webhook order by webhook_id');

  expect(rows.map(({ id }) => id)).toEqual(ids.toSorted());
  // as the database does by itself
  const { rows: texts } = await client.query(`select unnest('{b,C}'::text[]) as t order by t`);
  expect(texts).toEqual([{ t: 'b' }, { t: 'C' }]);
});

test('small letters and capitals of every alphabet are known', async () => {
  const client = await connected(urls.byLanguage);
  await client.query(
    `insert into project (team_id, project_id, name, created_at) values ('team_a', 'prj_a', 'ÄÖ', now())`,
  );

  const { rows } = await client.query(`select lower(name) as name from project`);

  expect(rows).toEqual([{ name: 'äö' }]);
});

test('nothing else differs between the two', async () => {
  const definitions = async (url: string) => {
    const { rows } = await (await connected(url)).query<{ of: string; is: string }>(DEFINITIONS);
    return rows.map(({ of, is }) => `${of}: ${is}`).toSorted();
  };

  const byBytes = await definitions(urls.byBytes);

  expect(await definitions(urls.byLanguage)).toEqual(byBytes);
  for (const kind of ['index', 'constraint', 'trigger', 'view', 'statistics']) {
    expect(byBytes.filter((each) => each.startsWith(`${kind} `)).length, kind).toBeGreaterThan(1);
  }
});

test('a database that orders by bytes already is left as it is', async () => {
  expect(await collationsOf(await connected(urls.byBytes))).toEqual(['default']);
});

test('what has been ordered is not again, and what a later migration brings is', async () => {
  const client = await connected(urls.byLanguage);
  await client.query('create table later (id text primary key, names text[], number int)');
  const files = `select oid::regclass as name, relfilenode as file from pg_class
    where relkind = 'i' and relnamespace::regnamespace::text in ('public', 'people') and relname <> 'later_pkey'`;
  const before = (await client.query(files)).rows;

  await orderByBytes(client, ['project', 'people."user"', 'later', 'none']);

  expect(await collationsOf(client)).toEqual([expect.stringMatching(BY_BYTES)]);
  expect((await client.query(files)).rows).toEqual(before);
});

test('the tables of somebody else are left as they are', async () => {
  const client = await connected(urls.byLanguage);
  await client.query('create table elses (id text)');

  await migrate(urls.byLanguage);

  const found = await collationsOf(client, 'elses');
  await client.query('drop table elses');
  expect(found).toEqual(['default']);
});

test('what is in the way of one table leaves all as it was', async () => {
  const client = await connected(urls.byLanguage);
  const user = await connected(urls.byLanguage);
  await client.query('create table free (id text); create table used (id text)');
  await user.query('begin; select from used');
  await client.query('set lock_timeout = 100');

  await expect(orderByBytes(client, ['free', 'used'])).rejects.toThrow('lock timeout');
  const meanwhile = await collationsOf(client, 'free');
  await user.query('commit');
  await orderByBytes(client, ['free', 'used']);

  expect(meanwhile).toEqual(['default']);
  expect(await collationsOf(client)).toEqual([expect.stringMatching(BY_BYTES)]);
});

test('a view of somebody else is made anew; one with rows is in the way, and said to be', async () => {
  const client = await connected(urls.byLanguage);
  await client.query('alter table project alter column name type text collate "default"');
  await client.query('create view plain as select name from project');
  await client.query('create materialized view kept as select name from project');

  await expect(migrate(urls.byLanguage)).rejects.toThrow(
    'A view of your own that reads them may be in the way',
  );
  const meanwhile = await collationsOf(client, 'project');
  await client.query('drop materialized view kept');
  await migrate(urls.byLanguage);

  expect(meanwhile).toContain('default');
  expect(await collationsOf(client, 'project')).not.toContain('default');
  expect((await client.query('select * from plain')).fields.map(({ name }) => name)).toEqual([
    'name',
  ]);
});

async function databaseWith(order: string): Promise<string> {
  const database = await createTestDatabase({ order });
  made.push(database);
  await migrate(database.url);
  return database.url;
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

const BY_BYTES = /^(pg_c_utf8|C\.utf8|C\.UTF-8)$/;

/** Those that there are among the texts of the host's tables. */
async function collationsOf(client: pg.Client, table = '%'): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct o.collname::text as name from pg_attribute a
     join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
     join pg_collation o on o.oid = a.attcollation
     where a.attnum > 0 and not a.attisdropped
       and c.relname like $1 and c.relnamespace::regnamespace::text in ('public', 'people')`,
    [table],
  );
  return rows.map(({ name }) => name);
}

const OURS = `relnamespace::regnamespace::text in ('public', 'people')`;
const DEFINITIONS = `
  select 'index ' || c.oid::regclass as of, pg_get_indexdef(c.oid) as is
  from pg_class c where c.relkind = 'i' and ${OURS}
  union all
  select 'constraint ' || k.conname, k.conrelid::regclass || ' ' || pg_get_constraintdef(k.oid)
  from pg_constraint k where k.connamespace::regnamespace::text in ('public', 'people')
  union all
  select 'trigger ' || t.tgname, t.tgenabled::text || pg_get_triggerdef(t.oid) from pg_trigger t where not t.tgisinternal
  union all
  select 'view ' || c.oid::regclass, pg_get_viewdef(c.oid) from pg_class c where c.relkind = 'v' and ${OURS}
  union all
  select 'statistics ' || s.stxname, pg_get_statisticsobjdef(s.oid) from pg_statistic_ext s
  union all
  select 'column ' || a.attrelid::regclass || '.' || a.attname,
    format_type(a.atttypid, a.atttypmod) || a.attnotnull || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
  from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and ${OURS}
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped`;
