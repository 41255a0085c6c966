import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { deleteInstallation, listResourcePlans, listResources } from '@kontor/protocol/partner';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { listenHttp } from './misbehaving-server.ts';
import { callsOf, clientWith, database, installationId, token, traceId } from './provider-world.ts';

type Received = { method: string; url: string; headers: IncomingHttpHeaders; body: string };

/** A provider that answers all and remembers what it was asked. */
async function attentiveProvider() {
  const received: Received[] = [];
  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { method = '', url = '', headers } = request;
    received.push({ method, url, headers, body: await text(request) });
    response.end(JSON.stringify({ ...database, resources: [], plans: [] }));
  }
  const { url } = await listenHttp((request, response) => void answer(request, response));
  return { url, received };
}

describe('what a provider receives', () => {
  it('of a change: token, caller, key, trace and JSON', async () => {
    const { url, received } = await attentiveProvider();
    const { provision } = callsOf(clientWith().client, url);

    await provision();

    expect(received).toMatchObject([
      {
        method: 'POST',
        url: `/v1/installations/${installationId}/resources`,
        headers: {
          authorization: `Bearer ${token}`,
          'x-vercel-auth': 'user',
          'idempotency-key': 'op_1',
          'content-type': 'application/json',
          'accept-encoding': 'identity',
          'user-agent': `kontor/${manifest.version}`,
          traceparent: expect.stringContaining(traceId),
        },
      },
    ]);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      productId: 'postgres',
      name: 'orders',
      metadata: {},
      billingPlanId: 'pro',
    });
  });

  it('of a repeat: the same bytes, in whatever order its values were kept', async () => {
    const { url, received } = await attentiveProvider();
    const { provision } = callsOf(clientWith().client, url);

    await provision({ region: 'fra1', size: 1 });
    await provision({ size: 1, region: 'fra1' });

    expect(received[1]?.body).toBe(received[0]?.body);
  });

  it('of a call without a body: no key on a GET, no content type on either', async () => {
    const { url, received } = await attentiveProvider();
    const { read, remove } = callsOf(clientWith().client, url);

    await read();
    await remove();

    const [got, removed] = received;
    expect(got).toMatchObject({ method: 'GET', body: '', headers: { 'x-vercel-auth': 'system' } });
    expect(got?.headers).not.toHaveProperty('idempotency-key');
    expect(got?.headers).not.toHaveProperty('content-type');
    expect(removed).toMatchObject({
      method: 'DELETE',
      body: '',
      headers: { 'idempotency-key': 'op_2' },
    });
    expect(removed?.headers).not.toHaveProperty('content-type');
  });

  it('of a DELETE with a body: the body', async () => {
    const { url, received } = await attentiveProvider();
    const { client } = clientWith();
    const { facts } = callsOf(client, url);

    await client.call(deleteInstallation, {
      ...facts,
      params: { installationId },
      callerKind: 'system',
      idempotencyKey: 'op_3',
      body: { cascadeResourceDeletion: true },
    });

    expect(received).toMatchObject([
      { method: 'DELETE', body: '{"cascadeResourceDeletion":true}' },
    ]);
  });

  it.each([
    ['', ''],
    ['/', ''],
    ['//', '/'],
    ['/webhook/acme/production', '/webhook/acme/production'],
    ['/webhook/acme/production/', '/webhook/acme/production'],
  ])('under the base path %j: the path appended, less one slash at most', async (base, prefix) => {
    const { url, received } = await attentiveProvider();
    const { read } = callsOf(clientWith().client, url + base);

    await read();

    expect(received[0]?.url).toBe(`${prefix}/v1/installations/${installationId}/resources/db_1`);
  });

  it('of an id with signs of its own: one segment of the path', async () => {
    const { url, received } = await attentiveProvider();
    const { read } = callsOf(clientWith().client, url);

    await read('a/b?c=d#e%2f ü..');

    expect(received[0]?.url).toBe(
      `/v1/installations/${installationId}/resources/a%2Fb%3Fc%3Dd%23e%252f%20%C3%BC..`,
    );
  });

  it('of a query: each value, and lists as repeated names', async () => {
    const { url, received } = await attentiveProvider();
    const { client } = clientWith();
    const call = { ...callsOf(client, url).facts, callerKind: 'system' } as const;

    await client.call(listResourcePlans, {
      ...call,
      params: { installationId, resourceId: 'db_1' },
      query: { metadata: '{"region":"fra1 & more"}' },
    });
    await client.call(listResources, {
      ...call,
      params: { installationId },
      query: { ids: ['a', 'b'] },
    });
    await client.call(listResources, { ...call, params: { installationId }, query: {} });

    const queries = received.map(({ url }) => url.split('?')[1]);
    expect(queries).toEqual([
      'metadata=%7B%22region%22%3A%22fra1+%26+more%22%7D',
      'ids=a&ids=b',
      undefined,
    ]);
  });
});

describe('what is never sent', () => {
  it.each(['.', '..', '', 'half \ud800 a character'])(
    'a call whose resource id would make it another call: %j',
    async (resourceId) => {
      const { url, received } = await attentiveProvider();
      const { remove } = callsOf(clientWith().client, url);

      const outcome = await remove(resourceId);

      expect(outcome).toMatchObject({ kind: 'not-sent', reason: 'blocked_address' });
      expect(received).toEqual([]);
    },
  );

  it.each([
    'http://127.0.0.1:1',
    'https://127.0.0.1:1',
    'https://user@provider.example',
    'nonsense',
  ])('a call to a base URL that this host does not take: %s', async (baseUrl) => {
    const { client, records } = clientWith({ allowPrivateAddresses: false });

    const outcome = await callsOf(client, baseUrl).provision();

    expect(outcome).toMatchObject({ kind: 'not-sent', reason: 'blocked_address' });
    expect(records).toMatchObject([{ outcome: 'not-sent', reason: 'blocked_address' }]);
  });

  it.each(['10.0.0.1', '127.0.0.1', '169.254.169.254'])(
    'a call to a name that leads to %s',
    async (address) => {
      const { client } = clientWith({
        allowPrivateAddresses: false,
        resolve: async () => ['1.1.1.1', address],
      });

      const outcome = await callsOf(client, 'https://provider.example').provision();

      expect(outcome).toMatchObject({
        kind: 'not-sent',
        reason: 'blocked_address',
        message: expect.stringContaining(address),
      });
    },
  );

  it('a token that no header can hold: that is a mistake of the host', async () => {
    const { url, connections } = await listenHttp((_request, response) => response.end());
    const { client } = clientWith();
    const { facts } = callsOf(client, url);
    const call = {
      ...facts,
      token: 'two\r\nlines',
      params: { installationId },
      callerKind: 'system',
    } as const;

    await expect(client.call(listResources, call)).rejects.toThrow('header');
    expect(connections).toEqual([]);
  });
});

it('a client that is closed sends nothing more, and finishes what it had begun', async () => {
  const answers: ServerResponse[] = [];
  const { url } = await listenHttp((_request, response) => void answers.push(response));
  const { client, records } = clientWith();
  const { provision, remove } = callsOf(client, url);

  const begun = provision();
  await expect.poll(() => answers.length).toBe(1);
  const closed = client.close();
  const late = await remove();
  answers[0]?.end(JSON.stringify(database));
  await closed;

  expect(late).toMatchObject({ kind: 'not-sent', reason: 'cancelled' });
  expect(await begun).toMatchObject({ kind: 'answered', status: 200 });
  expect(records).toMatchObject([{ operation: 'provisionResource', outcome: 'answered' }]);
});

it('a connection is used again for the next call', async () => {
  const { url, connections } = await listenHttp((_request, response) => {
    response.end(JSON.stringify(database));
  });
  const { provision, read } = callsOf(clientWith().client, url);

  await provision();
  // undici keeps a connection to itself for one more turn, in case the server sends more than it should
  await setImmediate();
  await read();

  expect(connections).toHaveLength(1);
});
