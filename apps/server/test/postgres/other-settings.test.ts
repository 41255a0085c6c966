import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@kontor/testing';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { peoplePool } from '../../src/people/auth.ts';
import { restoreBackup } from '../../src/postgres/backup/restore-backup.ts';
import { writeBackup } from '../../src/postgres/backup/write-backup.ts';
import { connectTo } from '../../src/postgres/connection.ts';
import { type Database, openDatabase } from '../../src/postgres/database.ts';
import type { Sql } from '../../src/postgres/sql.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();

/** As whoever runs a database may like it. It counts for connections that are made from then on. */
const LIKED = [
  "datestyle = 'SQL, DMY'",
  "intervalstyle = 'iso_8601'",
  "timezone = 'America/New_York'",
  'extra_float_digits = 0',
  "default_transaction_isolation = 'serializable'",
  'jit = on',
];

beforeAll(async () => {
  const name = new URL(held.url).pathname.slice(1);
  for (const setting of LIKED) await held.database.read(`alter database "${name}" set ${setting}`);
});

const kinds: readonly (readonly [string, (sql: (by: Sql) => Promise<void>) => Promise<void>])[] = [
  ['reads', (look) => withDatabase(({ read }) => look(read))],
  ['what keeps work in hand', (look) => withDatabase(({ upkeep }) => look(upkeep))],
  ['transactions', (look) => withDatabase(({ transact }) => transact(look))],
  [
    'people who sign in',
    async (look) => {
      const pool = peoplePool({ databaseUrl: held.url, log: console });
      onTestFinished(() => pool.end());
      await look(async (text) => (await pool.query(text)).rows);
    },
  ],
  [
    'migrations and backups',
    async (look) => {
      const client = await connectTo(held.url);
      onTestFinished(() => client.end());
      await look(async (text) => (await client.query(text)).rows);
    },
  ],
];

test.for(kinds)(
  'a connection for %s is as the host needs it, however the database is set',
  async ([, by]) => {
    await by(async (sql) => {
      const [row] = await sql(
        `select '2026-02-03T04:05:06.789Z'::timestamptz as moment, interval '1 day' as lasts,
         '2026-02-03T23:30:00Z'::timestamptz::date::text as day, 0.1::float8 + 0.2::float8 as sum,
         current_setting('transaction_isolation') as isolation, current_setting('jit') as jit`,
      );
      expect(row).toMatchObject({
        moment: new Date('2026-02-03T04:05:06.789Z'),
        lasts: { days: 1 },
        day: '2026-02-03',
        sum: 0.1 + 0.2,
        isolation: 'read committed',
        jit: 'off',
      });
    });
  },
);

test('a backup says the same in a database that is set otherwise', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kontor-other-settings-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const other = await createTestDatabase();
  onTestFinished(() => other.drop());
  await held.database.read(
    `insert into webhook (team_id, webhook_id, url, events, sealed_secret, created_at, updated_at)
     values ('team_a', 'hook_a', 'http://127.0.0.1:9', '{project.created}', '',
       '2026-02-03T04:05:06.789Z', '2026-11-01T05:30:00Z')`,
  );

  await writeBackup(held.url, join(folder, 'backup'), new Date());
  await restoreBackup(other.url, join(folder, 'backup'));

  const restored = openDatabase({ url: other.url });
  onTestFinished(() => restored.close());
  expect(await restored.read('select created_at, updated_at from webhook')).toEqual([
    {
      created_at: new Date('2026-02-03T04:05:06.789Z'),
      updated_at: new Date('2026-11-01T05:30:00Z'),
    },
  ]);
});

async function withDatabase(use: (database: Database) => Promise<void>): Promise<void> {
  const database = openDatabase({ url: held.url });
  onTestFinished(() => database.close());
  await use(database);
}
