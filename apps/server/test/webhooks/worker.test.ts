import { Agent } from 'undici';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { mintId } from '../../src/ids.ts';
import { enqueueDeliveries } from '../../src/postgres/webhook-delivery-store.ts';
import { ATTEMPTS_OF_D } from '../../src/postgres/webhook-delivery-views.ts';
import {
  type ClaimedDelivery,
  createWebhookQueue,
  type WebhookQueue,
} from '../../src/postgres/webhook-queue.ts';
import { untraced } from '../../src/tracing/tracing.ts';
import { createDeliveryWorker } from '../../src/webhooks/worker.ts';
import { useDatabase } from '../vault/test-database.ts';
import { eventually } from '../world/story.ts';
import { startReceiver } from './receiver.ts';

const held = useDatabase();
const teamId = 'team_a';

afterEach(() =>
  held.database.read('truncate webhook_line, webhook_delivery, webhook_attempt, webhook_receiver'),
);

const now = () => new Date();

/** A process that sends, of which the test says where each receiver listens. */
function sender(
  urls: Readonly<Record<string, string>>,
  queue: WebhookQueue = createWebhookQueue({ database: held.database, now, leaseMs: 60_000 }),
) {
  const dispatcher = new Agent();
  const worker = createDeliveryWorker({
    queue,
    leaseMs: 60_000,
    addressesOf: async (receivers) =>
      new Map(
        receivers.flatMap(({ receiverId }) => {
          const url = urls[receiverId];
          return url === undefined
            ? []
            : [[receiverId, Promise.resolve({ url, secret: 'secret' })]];
        }),
      ),
    dispatcher,
    allowPrivateAddresses: true,
    limits: {
      timeoutMs: 20_000,
      parallel: 8,
      parallelPerReceiver: 2,
      beside: 24,
      stopWithinMs: 50,
    },
    now,
    onError: (error) => {
      throw error;
    },
    tracing: untraced,
  });
  onTestFinished(async () => {
    await worker.stop();
    await dispatcher.destroy();
  });
  return worker;
}

const body = JSON.stringify({
  ...{ id: 'dlv_1', type: 'test-webhook', createdAt: 0, region: null },
  payload: {},
});

/** Puts so many deliveries, each about something else, into lines of a receiver. */
async function lineUp(receiverId: string, count: number): Promise<void> {
  const now = new Date();
  const all = Array.from({ length: count }, (_, index) => ({
    ...{ teamId, receiverId, id: mintId('delivery', now), type: 'test-webhook', body },
    ...{ subject: `subject-${index}`, at: now, isAddressed: true },
  }));
  await held.database.transact((sql) => enqueueDeliveries(sql, all, now));
}

async function countOf(receiverId: string, state: string): Promise<number> {
  const [row] = await held.database.read<{ count: number }>(
    'select count(*)::int from webhook_delivery where receiver_id = $1 and state = $2',
    [receiverId, state],
  );
  return row?.count ?? 0;
}

test('however many receivers hang, whoever answers is sent everything meanwhile', async () => {
  const [hanging, quick] = [await startReceiver(), await startReceiver()];
  hanging.answer = () => {};
  const names = Array.from({ length: 9 }, (_, index) => `hanging-${index}`);
  for (const name of names) await lineUp(name, 5);
  await lineUp('quick', 100);
  const worker = sender({
    quick: quick.url,
    ...Object.fromEntries(names.map((name) => [name, hanging.url])),
  });

  // as the host does twice a second
  await eventually(async () => {
    await worker.runDue();
    return (await countOf('quick', 'delivered')) === 100;
  }, 15_000);

  expect(
    await held.database.read('select from webhook_attempt where outcome <> $1', ['accepted']),
  ).toEqual([]);
  expect(quick.arrived).toHaveLength(100);
});

test('what was claimed ahead is given back by a process that stops, as if it had not been', async () => {
  const receiver = await startReceiver();
  receiver.answer = (response) => {
    if (receiver.arrived.length <= 10) response.writeHead(204).end();
  };
  const worker = sender({ hook: receiver.url });
  await lineUp('hook', 40);
  await worker.runDue();
  await eventually(async () => receiver.arrived.length > 10);
  await worker.stop();

  const rows = await held.database.read<{ leased: number; waiting: number }>(
    'select count(leased_by)::int as leased, count(*)::int as waiting from webhook_line',
  );

  const delivered = await countOf('hook', 'delivered');
  expect(rows).toEqual([{ leased: 0, waiting: 40 - delivered }]);
  const tries = await held.database.read<{ outcome: string; count: number }>(
    `select a.outcome, count(*)::int from webhook_delivery d cross join lateral (${ATTEMPTS_OF_D}) a
     group by a.outcome order by a.outcome`,
  );
  expect(tries).toEqual([
    { outcome: 'accepted', count: delivered },
    { outcome: 'cancelled', count: receiver.arrived.length - delivered },
  ]);
});

test('a receiver that is gone by the time it is sent to is sent nothing, and nobody waits for it', async () => {
  const receiver = await startReceiver();
  await lineUp('gone', 30);
  await lineUp('there', 30);

  await sender({ there: receiver.url }).runDue();

  await eventually(async () => (await countOf('gone', 'skipped')) === 30);
  await eventually(async () => (await countOf('there', 'delivered')) === 30);
  expect(receiver.arrived).toHaveLength(30);
});

test('what is written down together makes room for one claim of as many', async () => {
  const receiver = await startReceiver();
  const names = Array.from({ length: 64 }, (_, index) => `hook-${index}`);
  const waiting = names.map(claimed);
  const rooms: number[] = [];
  const written: (() => void)[] = [];
  const worker = sender(Object.fromEntries(names.map((name) => [name, receiver.url])), {
    claim: async ({ total }) => {
      rooms.push(total);
      return waiting.splice(0, total);
    },
    renew: async () => {},
    release: async () => {},
    finish: () => new Promise((resolve) => void written.push(resolve)),
  });
  await worker.runDue();
  await eventually(async () => written.length === 32);

  for (const tell of written.splice(0)) tell();
  await eventually(async () => written.length === 32);

  for (const tell of written) tell();
  expect(rooms).toEqual([32, 32]);
});

test('a lease is renewed when it has been held for a while, and what has just been claimed is left alone', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const receiver = await startReceiver();
  receiver.answer = () => {};
  const waiting: ClaimedDelivery[] = [];
  const renewed: string[][] = [];
  const worker = sender(
    { old: receiver.url, recent: receiver.url },
    {
      claim: async () => waiting.splice(0),
      renew: async (all) => void renewed.push(all.map(({ receiverId }) => receiverId)),
      release: async () => {},
      finish: async () => {},
    },
  );
  waiting.push(claimed('old'));
  await worker.runDue();
  vi.advanceTimersByTime(15_000);
  waiting.push(claimed('recent'));
  await worker.runDue();

  vi.advanceTimersByTime(45_000);

  // a lease lasts for a minute
  expect(renewed).toEqual([['old'], ['old', 'recent'], ['old', 'recent']]);
});

function claimed(receiverId: string): ClaimedDelivery {
  const at = new Date();
  return {
    ...{ teamId, receiverId, deliveryId: `dlv_${receiverId}`, subject: 'about', position: '1' },
    ...{ body, attempt: 1, attempts: 1, triedFrom: at, firstAttemptAt: at, lease: 'lease' },
    places: { line: '(0,1)', delivery: '(0,1)', open: '(0,1)' },
  };
}
