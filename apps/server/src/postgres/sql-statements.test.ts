import { expect, test } from 'vitest';
import { statementsOf } from './sql-statements.ts';

test('statements end at semicolons outside quotes, bodies and comments', () => {
  const file = `
    -- first; of all
    create table "a;b" (note text default 'x;y''z');
    create function f() returns void language sql as $body$ select 1; select 2; $body$;
    /* nothing; here */ select 3 - 1 / 2`;

  expect(statementsOf(file).map(({ bare }) => bare)).toEqual([
    `create table "a;b" (note text default '')`,
    "create function f() returns void language sql as ''",
    'select 3 - 1 / 2',
  ]);
});

test('a statement comes with the comments before it and in it', () => {
  const file = '-- one\nselect 1; -- two\nselect\n-- three\n2; -- four';

  expect(statementsOf(file)).toEqual([
    { text: '-- one\nselect 1', bare: 'select 1', comments: ['-- one'] },
    {
      text: '-- two\nselect\n-- three\n2',
      bare: 'select 2',
      comments: ['-- two', '-- three'],
    },
  ]);
});
