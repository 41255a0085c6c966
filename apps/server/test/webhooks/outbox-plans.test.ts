import { expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../src/postgres/database.ts';
import { eventLog } from '../../src/postgres/event-log.ts';
import { created, now, useOutbox } from './outbox-world.ts';

// in a database that nobody else has read from: what they have read is told some time later
const { held, empty, told } = useOutbox();

test.each([
  { remembers: 'none', looksBefore: true },
  { remembers: 'all of them', looksBefore: false },
])(
  'of many events that wait each is read a few times where the database remembers $remembers',
  async ({ looksBefore }) => {
    if (looksBefore) await held.database.read('vacuum analyze webhook_outbox');
    const things = Array.from({ length: 2_000 }, (_, index) => `t${index}`);
    await held.database.transact(async (sql) => {
      const log = eventLog(sql, 'team_a', now);
      for (const thing of things) await log.append(created(thing));
    });
    if (!looksBefore) await held.database.read('vacuum analyze webhook_outbox');
    // of several connections one would not know what another has read
    const database = openDatabase({ url: held.url, transactions: 1 });
    onTestFinished(() => database.close());
    const before = await rowsRead(database);

    await empty({ database });

    expect(await told()).toEqual(things);
    // in its batch of a hundred, when it is taken out, and the first one of each batch to find the team
    expect((await rowsRead(database)) - before).toBeLessThan(3 * things.length);
  },
);

/** How many rows of the outbox the connection for transactions was handed by an index or by reading all. */
async function rowsRead({ transact }: Database): Promise<number> {
  await transact((sql) => sql('select pg_stat_force_next_flush()'));
  const [row] = await transact((sql) =>
    sql<{ read: number }>(
      `select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_user_tables
       where relname = 'webhook_outbox'`,
    ),
  );
  return row?.read ?? 0;
}
