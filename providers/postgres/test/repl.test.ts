import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from './sql.ts';
import { startWorld, type World } from './start-world.ts';
import type { Provisioned, Team } from './team.ts';

let world: World;
let team: Team;
let database: Provisioned;
beforeAll(async () => {
  world = await startWorld();
  team = await world.team();
  database = await team.provision();
  await sql(database.url, 'create table note (id int primary key, text text)');
});
afterAll(() => world.stop());

const type = (input: string, readOnly = false) =>
  team.call('POST', `/resources/${database.id}/repl`, { body: { input, readOnly } });

const wordsOf = (json: unknown) => JSON.stringify(json);

test('a statement runs in the database, and what it answers is a table', async () => {
  await type("insert into note values (1, 'one'), (2, null)");

  const { status, json } = await type('select * from note order by id');

  expect(status).toBe(200);
  expect(json).toMatchObject([
    {
      type: 'table',
      header: [{ text: 'id' }, { text: 'text' }],
      rows: [
        [{ text: '1' }, { text: 'one' }],
        [{ text: '2' }, { text: 'null', italic: true }],
      ],
    },
    { type: 'paragraph', children: [{ text: '(2 rows)' }] },
  ]);
});

test('a statement without rows answers what it did', async () => {
  const { json } = await type("update note set text = 'zwei' where id = 2");

  expect(json).toEqual([{ type: 'paragraph', children: [{ type: 'text', text: 'UPDATE 1' }] }]);
});

test('a wrong statement is told in the words of the database', async () => {
  const { status, json } = await type('selct 1');

  expect(status).toBe(400);
  expect(wordsOf(json)).toContain('syntax error');
});

test.each([
  ['delete from note', '25006'],
  ['create table other ()', '25006'],
  ['do $$ begin set transaction read write; delete from note; end $$', '25001'],
  ['do $$ begin commit; delete from note; end $$', '2D000'],
  ['commit; delete from note', '42601'],
])('reading only, the database itself refuses %s', async (statement, code) => {
  const before = await sql(database.url, 'select * from note order by id');

  const { status, json } = await type(statement, true);

  expect([status, wordsOf(json)]).toEqual([400, expect.stringContaining(code)]);
  expect(await sql(database.url, 'select * from note order by id')).toEqual(before);
});

test.each(['set transaction read write', 'commit', 'begin read write'])(
  'reading only, %s leads to nothing',
  async (statement) => {
    await type(statement, true);
    const { status } = await type('delete from note', true);

    expect(status).toBe(400);
  },
);

test('a line has the rights of the login, and no more', async () => {
  const { json } = await type('select session_user as who');

  expect(wordsOf(json)).toContain(database.secrets.PGUSER);
  expect((await type('create role intruder')).status).toBe(400);
});

test('very many rows are cut off', async () => {
  const { json } = await type('select generate_series(1, 100000000) as n');

  expect(json[0].rows).toHaveLength(500);
  expect(wordsOf(json[1])).toContain('the first 500 rows');
});

test("another installation's database is not found", async () => {
  const other = await world.team();

  const { status } = await other.call('POST', `/resources/${database.id}/repl`, {
    body: { input: 'select 1' },
  });

  expect(status).toBe(404);
});
