import { expect, test } from 'vitest';
import { redeliveryStore } from '../../src/postgres/redelivery-store.ts';
import type { Sql } from '../../src/postgres/sql.ts';
import { listDeliveries } from '../../src/postgres/webhook-delivery-views.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();
const receiver = { teamId: 'team_a', receiverId: 'hook_a' };

const MANY = `insert into webhook_delivery (team_id, receiver_id, position, delivery_id, type, subject,
    body, state, created_at, tried_from)
  select 'team_a', 'hook_a', n, 'dlv_' || lpad(n::text, 24, '0'), 'test-webhook', '', '',
    case n when 7 then 'parked' else 'delivered' end, now(), now()
  from generate_series(1, 5000) n`;

test('the few that were not delivered are found without going through all that were', async () => {
  const { database } = held;
  await database.read(MANY);
  await database.read('analyze webhook_delivery, webhook_open');
  const plans: object[] = [];
  const read: Sql = async (text, values) => {
    plans.push(...(await database.read(`explain ${text}`, values)));
    return database.read(text, values);
  };

  const parked = await listDeliveries(read, receiver, { state: 'parked', limit: 50 });

  expect(parked.map(({ position }) => position)).toEqual([7]);
  const plan = plans.map((line) => Object.values(line)[0]).join('\n');
  expect(plan).toContain('on webhook_open o');
  expect(plan).toMatch(/using webhook_delivery_pkey .*\n.*Index Cond: .*"position" = o."position"/);
});

const OF_MANY = `insert into webhook_delivery (team_id, receiver_id, position, delivery_id, type,
    subject, body, state, created_at, tried_from)
  select 'team_' || r, 'hook_' || r, n, 'dlv_' || lpad(n::text, 24, '0'), 'test-webhook', n, '', 'skipped', now(), now()
  from generate_series(1, 300) r, generate_series(1, 200) n`;

test.each([
  [
    'a page of them is read',
    (sql: Sql) => listDeliveries(sql, aReceiver, { state: 'skipped', limit: 50 }),
  ],
  ['all of them are sent again', (sql: Sql) => beginAgain(sql)],
])('among many receivers each delivery is looked at about once when %s', async (_, ask) => {
  const { database } = held;
  await database.read('truncate webhook_delivery, webhook_redelivery');
  await database.read(OF_MANY);
  await database.read('analyze webhook_delivery, webhook_open');

  expect(await blocksRead(ask)).toBeLessThan(200 * 10);
});

const aReceiver = { teamId: 'team_77', receiverId: 'hook_77' };

async function beginAgain(sql: Sql): Promise<void> {
  const found = await redeliveryStore(sql, aReceiver).begin(
    `rdl_${'1'.repeat(24)}`,
    { states: ['skipped'] },
    new Date(),
  );
  expect(found?.total).toBe(200);
}

/** How many blocks of the database the statements look at, all together. */
async function blocksRead(ask: (sql: Sql) => Promise<unknown>): Promise<number> {
  let blocks = 0;
  await held.database.transact(async (sql) => {
    const counted: Sql = async (text, values) => {
      await sql('savepoint asked');
      const [row] = await sql<{ 'QUERY PLAN': { Plan: Record<string, number> }[] }>(
        `explain (analyze, buffers, format json) ${text}`,
        values,
      );
      const plan = row?.['QUERY PLAN'][0]?.Plan ?? {};
      blocks += (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
      await sql('rollback to savepoint asked');
      return sql(text, values);
    };
    await ask(counted);
  });
  return blocks;
}
