import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { randomText } from '../../src/ids.ts';
import { type Database, openDatabase } from '../../src/postgres/database.ts';
import { migrate } from '../../src/postgres/migrate.ts';

const SERVER = 'postgres://kontor@127.0.0.1:55432/postgres';

/** A database of its own for the tests of this file, at the newest schema. */
export function useDatabase(): { readonly database: Database; readonly url: string } {
  const name = `t_${randomText(12).toLowerCase()}`;
  const url = new URL(SERVER);
  url.pathname = name;
  const held: { database?: Database } = {};
  beforeAll(async () => {
    await onServer(`create database ${name}`);
    await migrate(url.href);
    held.database = openDatabase({ url: url.href, transactions: 8, readers: 2 });
  });
  afterAll(async () => {
    await held.database?.close();
    await onServer(`drop database ${name} with (force)`);
  });
  return {
    url: url.href,
    get database() {
      if (!held.database) throw new Error('the database opens before the first test');
      return held.database;
    },
  };
}

async function onServer(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: SERVER });
  await client.connect();
  await client.query(text);
  await client.end();
}
