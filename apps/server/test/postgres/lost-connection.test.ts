import { expect, test } from 'vitest';
import { connectTo } from '../../src/postgres/connection.ts';
import { openDatabase } from '../../src/postgres/database.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();

test('a connection that is lost inside a transaction fails that transaction and nothing else', async () => {
  const errors: Error[] = [];
  const database = openDatabase({ url: held.url, onError: (error) => errors.push(error) });
  const lost = database.transact(async (sql) => {
    const [row] = await sql<{ pid: number }>('select pg_backend_pid() as pid');
    await held.database.read('select pg_terminate_backend($1)', [row?.pid]);
    await sql('select pg_sleep(10)');
  });

  await expect(lost).rejects.toThrow();
  expect(await database.transact((sql) => sql('select 1 as one'))).toEqual([{ one: 1 }]);
  await database.close();
});

test('a connection that is lost while nobody asks says so when it is asked, and ends no process', async () => {
  const client = await connectTo(held.url);
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const gone = new Promise<void>((resolve) => client.once('end', resolve));
  await held.database.read('select pg_terminate_backend($1)', [rows[0]?.pid]);
  await gone;

  await expect(client.query('select 1')).rejects.toThrow();
  await client.end();
});
