import { PATIENCE_MS } from '@kontor/testing';
import { afterEach, expect, test, vi } from 'vitest';
import type { Sql } from '../../src/postgres/sql.ts';
import { enqueueDeliveries } from '../../src/postgres/webhook-delivery-store.ts';
import { findDelivery } from '../../src/postgres/webhook-delivery-views.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();
afterEach(() =>
  held.database.read('truncate webhook_line, webhook_delivery, webhook_attempt, webhook_receiver'),
);

const [at, body] = [new Date(), '{}'];
const delivery = (id: string) => ({
  ...{ teamId: 'team_a', receiverId: 'hook_a', id, type: 'test-webhook', subject: id },
  ...{ body, at, isAddressed: true },
});

/** Ends a delivery after an attempt, as one who sends does. */
const end = (sql: Sql, id: string) =>
  sql(
    `with tried as (
       update webhook_delivery set state = 'delivered', attempts = 1, ended_at = $3
       where team_id = $1 and receiver_id = 'hook_a' and delivery_id = $2 returning delivery_id)
     insert into webhook_attempt (team_id, receiver_id, delivery_id, attempt, at, outcome)
     select $1, 'hook_a', delivery_id, 1, $3, 'accepted' from tried`,
    ['team_a', id, at],
  );

const FORGET = `delete from webhook_delivery
  where team_id = 'team_a' and receiver_id = 'hook_a' and delivery_id = 'dlv_1'`;
const attempts = () => held.database.read('select delivery_id from webhook_attempt');
const WAITING = `select 1 from pg_stat_activity
  where wait_event_type = 'Lock' and datname = current_database()`;

test('attempts go with their delivery, and those of others stay', async () => {
  const { database } = held;
  await database.transact(async (sql) => {
    await enqueueDeliveries(sql, [delivery('dlv_1'), delivery('dlv_2')], at);
    await end(sql, 'dlv_1');
    await end(sql, 'dlv_2');
  });

  await database.read(FORGET);

  expect(await attempts()).toEqual([{ delivery_id: 'dlv_2' }]);
});

test('an attempt that is written while its delivery is forgotten goes along', async () => {
  const { database } = held;
  await database.transact((sql) => enqueueDeliveries(sql, [delivery('dlv_1')], at));

  const forgotten = await database.transact(async (sql) => {
    await end(sql, 'dlv_1');
    const deleting = database.read(FORGET);
    await vi.waitUntil(async () => (await database.upkeep(WAITING)).length === 1, PATIENCE_MS);
    return { deleting };
  });
  await forgotten.deleting;

  expect(await attempts()).toEqual([]);
});

test('an attempt that ends while it is looked at is seen with what became of its delivery, or not at all', async () => {
  const { database } = held;
  const id = `dlv_${'1'.repeat(24)}`;
  await database.transact((sql) => enqueueDeliveries(sql, [delivery(id)], at));
  let hasEnded = false;
  const read: Sql = async (text, values) => {
    const rows = await database.read<never>(text, values);
    if (!hasEnded) await end(database.read, id);
    hasEnded = true;
    return rows;
  };

  const key = { teamId: 'team_a', receiverId: 'hook_a' };
  const [during, after] = [await findDelivery(read, key, id), await findDelivery(read, key, id)];

  expect([during?.state, during?.tries]).toEqual(['waiting', []]);
  expect([after?.state, after?.tries.length]).toEqual(['delivered', 1]);
});
