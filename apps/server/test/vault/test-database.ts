import { createTestDatabase } from '@kontor/testing';
import { afterAll, beforeAll } from 'vitest';
import { type Database, openDatabase } from '../../src/postgres/database.ts';
import { migrate } from '../../src/postgres/migrate.ts';

export type TestDatabaseHolder = {
  /** There from the first test on. */
  readonly database: Database;
  readonly url: string;
};

/** A database of its own, at the newest schema, for the tests of one file. */
export function useDatabase(): TestDatabaseHolder {
  const open: { database?: Database; url?: string; drop?: () => Promise<void> } = {};
  beforeAll(async () => {
    const created = await createTestDatabase({
      migrate: async (url) => {
        await migrate(url);
      },
      templateKey: 'apps/server',
    });
    open.drop = () => created.drop();
    open.url = created.url;
    open.database = openDatabase({ url: created.url, transactions: 8, readers: 2 });
  });
  afterAll(async () => {
    await open.database?.close();
    await open.drop?.();
  });
  return {
    get database() {
      if (!open.database) throw new Error('the database opens before the first test');
      return open.database;
    },
    get url() {
      if (!open.url) throw new Error('the database is made before the first test');
      return open.url;
    },
  };
}
