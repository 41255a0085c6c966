import { beforeEach, expect, test } from 'vitest';
import { violatedUnique } from '../../src/postgres/database.ts';
import type { Sql } from '../../src/postgres/sql.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();
const INSERT = 'insert into noted (n) values ($1)';
const notedNow = (sql: Sql) => sql<{ n: number }>('select n from noted order by n');

beforeEach(async () => {
  await held.database.read('drop table if exists noted');
  await held.database.read('create table noted (n int primary key)');
});

test('statements given together run in their order, in one transaction', async () => {
  const seen = await held.database.transact(async (sql) => {
    const [, between] = await Promise.all([sql(INSERT, [1]), notedNow(sql), sql(INSERT, [2])]);
    return between;
  });

  expect(seen).toEqual([{ n: 1 }]);
  expect(await notedNow(held.database.read)).toEqual([{ n: 1 }, { n: 2 }]);
});

test('of statements given together one that fails undoes all, and is what is told', async () => {
  const failing = held.database.transact((sql) =>
    Promise.all([sql(INSERT, [1]), sql(INSERT, [1]), sql(INSERT, [2])]),
  );

  const failed = await failing.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(violatedUnique(failed)).toBe('noted_pkey');
  expect(await notedNow(held.database.read)).toEqual([]);
});

test('what a transaction ends with stands when it is over, and is told of by then', async () => {
  const told: string[] = [];
  await held.database.transact(async (sql, last) => {
    await sql(INSERT, [1]);
    last(sql(INSERT, [2]).then(() => told.push('written')));
  });

  expect(told).toEqual(['written']);
  expect(await notedNow(held.database.read)).toEqual([{ n: 1 }, { n: 2 }]);
});

test('where what a transaction ends with fails nothing of it stands, and that is what is told', async () => {
  const failing = held.database.transact(async (sql, last) => {
    await sql(INSERT, [1]);
    last(sql(INSERT, [1]));
    last(sql(INSERT, [2]));
  });

  const failed = await failing.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(violatedUnique(failed)).toBe('noted_pkey');
  expect(await notedNow(held.database.read)).toEqual([]);
});

test('what a transaction ends with does not stand where it ends in a refusal', async () => {
  const refused = await held.database.transact(async (sql, last) => {
    last(sql(INSERT, [1]));
    return { ok: false, error: 'no' } as const;
  });

  expect(refused).toEqual({ ok: false, error: 'no' });
  expect(await notedNow(held.database.read)).toEqual([]);
});

test('what goes on behind a transaction that is over changes nothing', async () => {
  let goOn = () => {};
  const over = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let late: Promise<unknown> = Promise.resolve();
  await held.database.transact(async (sql) => {
    late = over.then(() => sql(INSERT, [1]));
  });

  goOn();

  await expect(late).rejects.toThrow('The transaction of this statement is over.');
  expect(await notedNow(held.database.read)).toEqual([]);
});

test('what a statement fails with says who gave it', async () => {
  const giveFailing = async () => await held.database.read('select n from nowhere');

  const failed = await giveFailing().catch((error: Error) => error);

  expect(failed).toMatchObject({ code: '42P01', stack: expect.stringContaining('giveFailing') });
});
