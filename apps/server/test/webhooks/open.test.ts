import { afterEach, expect, test } from 'vitest';
import { enqueueDeliveries } from '../../src/postgres/webhook-delivery-store.ts';
import { type AfterAttempt, createWebhookQueue } from '../../src/postgres/webhook-queue.ts';
import { redeliver } from '../../src/postgres/webhook-redelivery.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();
afterEach(() =>
  held.database.read('truncate webhook_line, webhook_delivery, webhook_attempt, webhook_receiver'),
);

const now = new Date();
const key = { teamId: 'team_a', receiverId: 'hook_a' };
const room = { total: 100, perReceiver: 100, active: new Map<string, number>() };
const record = { at: now, outcome: 'x', status: 200, message: null, durationMs: 1 };

async function enqueue(...ids: readonly string[]): Promise<void> {
  const all = ids.map((id) => ({
    ...{ ...key, id, type: 'test-webhook', subject: `of ${id}`, body: '{}', at: now },
    isAddressed: id !== 'dlv_skipped',
  }));
  await held.database.transact((sql) => enqueueDeliveries(sql, all, now));
}

async function end(after: Readonly<Record<string, AfterAttempt>>): Promise<void> {
  const queue = createWebhookQueue({ database: held.database, now: () => now, leaseMs: 60_000 });
  for (const one of await queue.claim(room)) {
    const next = after[one.deliveryId] ?? { state: 'waiting', dueAt: new Date(Date.now() + 1e6) };
    await queue.finish(one, { ...record, responseBody: null }, next);
  }
}

const FOUND = 'select team_id, receiver_id, state, position, subject from';
const kept = () => held.database.read(`${FOUND} webhook_open order by position`);
const open = () =>
  held.database.read(`${FOUND} webhook_delivery where state <> 'delivered' order by position`);

test('what is not delivered is known beside the deliveries, however they end', async () => {
  await enqueue('dlv_delivered', 'dlv_parked', 'dlv_gone', 'dlv_skipped', 'dlv_waiting');
  expect(await kept()).toHaveLength(5);

  await end({
    dlv_delivered: { state: 'delivered' },
    dlv_parked: { state: 'parked' },
    dlv_gone: { state: 'skipped' },
  });

  expect(await kept()).toHaveLength(4);
  expect(await kept()).toEqual(await open());
});

test('what waits again is known, and what is forgotten is not', async () => {
  await enqueue('dlv_1', 'dlv_2', 'dlv_3');
  await end({ dlv_1: { state: 'delivered' }, dlv_2: { state: 'parked' } });

  for (const id of ['dlv_1', 'dlv_2']) {
    await held.database.transact((sql) => redeliver(sql, key, { id, now }));
  }
  await held.database.read(`delete from webhook_delivery where delivery_id = 'dlv_2'`);

  expect(await kept()).toHaveLength(2);
  expect(await kept()).toEqual(await open());
});

test('so is what the former version makes and ends, which knows nothing of it', async () => {
  await held.database.read(
    `insert into webhook_delivery (team_id, receiver_id, position, delivery_id, type, subject, body,
       state, created_at, tried_from)
     select 'team_a', 'hook_a', n, 'dlv_' || n, 'test-webhook', 's', '', 'waiting', now(), now()
     from generate_series(1, 4) n`,
  );
  expect(await kept()).toHaveLength(4);

  await held.database.read(
    `update webhook_delivery set attempts = 1,
       state = case position when 1 then 'delivered' when 2 then 'parked' else state end`,
  );

  expect(await kept()).toHaveLength(3);
  expect(await kept()).toEqual(await open());
});
