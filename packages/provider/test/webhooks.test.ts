import type { WebhookEvent } from '@kontor/provider';
import {
  createProvider,
  createWebhookReceiver,
  memoryIdempotencyStore,
  verifyWebhook,
} from '@kontor/provider';
import { signStandardWebhook, signWebhook } from '@kontor/signatures';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leastHandlers, startProvider } from './provider-under-test.ts';
import { clientId, clientSecret, startTestHost, type TestHost } from './test-host.ts';

const event: WebhookEvent = {
  id: 'delivery_1',
  type: 'integration-resource.project-connected',
  createdAt: 1_733_154_876_000,
  payload: { resourceId: 'db_1' },
};
const text = JSON.stringify({ ...event, region: 'iad1' });

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(() => host.stop());

async function deliver(body: string, signature: string | Record<string, string>) {
  const events: WebhookEvent[] = [];
  const webhook = (received: WebhookEvent) => void events.push(received);
  const provider = await startProvider(host, {
    handlers: { ...leastHandlers, webhook },
    basePath: '/kontor',
  });
  const headers = typeof signature === 'string' ? { 'x-vercel-signature': signature } : signature;
  const response = await fetch(`${provider.url}/kontor/webhooks`, {
    method: 'POST',
    headers,
    body,
  });
  await provider.stop();
  return { status: response.status, events };
}

test('a delivery with the right signature reaches its handler', async () => {
  const { status, events } = await deliver(text, await signWebhook(text, clientSecret));

  expect(status).toBe(204);
  expect(events).toEqual([event]);
});

test.each([
  ['a signature made with another secret', text, () => signWebhook(text, 'guessed')],
  ['a body that was changed', text.replace('db_1', 'db_2'), () => signWebhook(text, clientSecret)],
  ['no signature', text, () => ''],
])('%s is refused', async (_title, body, signature) => {
  const { status, events } = await deliver(body, await signature());

  expect(status).toBe(403);
  expect(events).toEqual([]);
});

/** The headers of Standard Webhooks for an attempt that was made so many seconds ago. */
async function standardHeaders(secondsAgo: number, secret = clientSecret) {
  const timestamp = Math.floor(Date.now() / 1000) - secondsAgo;
  const signature = await signStandardWebhook({ id: event.id, timestamp, body: text }, secret);
  return {
    'webhook-id': event.id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  };
}

test('a delivery that is signed as Standard Webhooks says reaches its handler too', async () => {
  const { status, events } = await deliver(text, await standardHeaders(0));

  expect(status).toBe(204);
  expect(events).toEqual([event]);
});

test.each([
  ['an hour old', async () => standardHeaders(3600)],
  ['signed with another secret', async () => standardHeaders(0, 'guessed')],
  [
    'beside a wrong signature of the protocol',
    async () => ({ ...(await standardHeaders(0)), 'x-vercel-signature': 'f'.repeat(40) }),
  ],
])('a signature of Standard Webhooks is refused when it is %s', async (_title, headers) => {
  const { status, events } = await deliver(text, await headers());

  expect(status).toBe(403);
  expect(events).toEqual([]);
});

test.each(['no json', '[]', '{"id":"x"}', '{"id":"x","type":"y","createdAt":1}'])(
  'a signed body that is no event is refused: %s',
  async (body) => {
    const { status } = await deliver(body, await signWebhook(body, clientSecret));

    expect(status).toBe(400);
  },
);

test('a webhook is verified as a request, and as raw bytes', async () => {
  const signature = await signWebhook(text, clientSecret);
  const headers = { 'x-vercel-signature': signature };
  const request = new Request('https://acme.test/hook', { method: 'POST', headers, body: text });

  expect(await verifyWebhook(request, clientSecret)).toEqual(event);
  expect(await verifyWebhook({ body: Buffer.from(text), signature }, clientSecret)).toEqual(event);
  await expect(verifyWebhook({ body: text, signature: null }, clientSecret)).rejects.toMatchObject({
    name: 'ProviderError',
    code: 'forbidden',
  });
});

test('the time of an event is read as a date too', async () => {
  const dated = JSON.stringify({ ...event, createdAt: '2024-12-02T15:54:36.000Z' });
  const signature = await signWebhook(dated, clientSecret);

  const { createdAt } = await verifyWebhook({ body: dated, signature }, clientSecret);

  expect(createdAt).toBe(Date.parse('2024-12-02T15:54:36.000Z'));
});

test('a provider that takes webhooks must be given the secret they are signed with', () => {
  const start = () =>
    createProvider({
      integration: { clientId },
      host: { issuer: host.issuer, apiUrl: host.apiUrl },
      handlers: { ...leastHandlers, webhook: () => {} },
    });

  expect(start).toThrow('clientSecret');
});

/** Several receivers, as processes are that share a store. */
function receivers(handler: (event: WebhookEvent) => void | Promise<void>, waitMs = 20_000) {
  const failures: unknown[] = [];
  const store = memoryIdempotencyStore();
  const options = {
    integration: { clientId, clientSecret },
    ...{ store, handler, repeatWaitMs: waitMs },
    onError: (error: unknown) => void failures.push(error),
  };
  const [one, other] = [createWebhookReceiver(options), createWebhookReceiver(options)];
  const send = async (receive: typeof one, more: object = {}) => {
    const body = JSON.stringify({ ...event, ...more });
    const headers = { 'x-vercel-signature': await signWebhook(body, clientSecret) };
    const response = await receive(
      new Request('https://acme.test', { method: 'POST', headers, body }),
    );
    return response.status;
  };
  return { one, other, send, failures };
}

test('an event is handed on once, however often and to whichever process it is delivered', async () => {
  const taken: string[] = [];
  const { one, other, send } = receivers(({ id }) => void taken.push(id));

  const all = Array.from({ length: 40 }, (_, index) => send(index % 2 === 0 ? one : other));
  expect(new Set(await Promise.all(all))).toEqual(new Set([204]));
  expect(await send(one, { id: 'delivery_2' })).toBe(204);
  expect(await send(other)).toBe(204);

  expect(taken).toEqual(['delivery_1', 'delivery_2']);
});

test('an event whose handler threw is handed on when it is delivered again', async () => {
  let tries = 0;
  const handler = () => {
    tries += 1;
    if (tries === 1) throw new Error('The queue is full.');
  };
  const { one, send, failures } = receivers(handler);

  expect([await send(one), await send(one), await send(one)]).toEqual([500, 204, 204]);
  expect(tries).toBe(2);
  expect(failures).toMatchObject([{ message: 'The queue is full.' }]);
});

test('an event that is still taken in is not taken twice, and is to come again', async () => {
  const gate = Promise.withResolvers<void>();
  let tries = 0;
  const handler = () => {
    tries += 1;
    return gate.promise;
  };
  const { one, other, send } = receivers(handler, 0);

  const first = send(one);
  expect(await send(other)).toBe(409);
  gate.resolve();

  expect([await first, await send(other)]).toEqual([204, 204]);
  expect(tries).toBe(1);
});

test('a receiver takes nothing that is not signed with its secret', async () => {
  const handler = () => expect.unreachable();
  const receive = createWebhookReceiver({ integration: { clientId, clientSecret }, handler });
  const headers = { 'x-vercel-signature': await signWebhook(text, 'guessed') };

  const { status } = await receive(
    new Request('https://acme.test', { method: 'POST', headers, body: text }),
  );

  expect(status).toBe(403);
});

test('a provider hands an event on once too', async () => {
  const taken: string[] = [];
  const webhook = ({ id }: WebhookEvent) => void taken.push(id);
  const provider = await startProvider(host, { handlers: { ...leastHandlers, webhook } });
  const headers = { 'x-vercel-signature': await signWebhook(text, clientSecret) };
  const again = () => fetch(`${provider.url}/webhooks`, { method: 'POST', headers, body: text });

  const statuses = [(await again()).status, (await again()).status];
  await provider.stop();

  expect(statuses).toEqual([204, 204]);
  expect(taken).toEqual(['delivery_1']);
});
