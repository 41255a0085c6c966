import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { listResourcePlans, replInput, upsertInstallation } from '@kontor/protocol/partner';
import { describe, expect, it } from 'vitest';
import { listenHttp } from './misbehaving-server.ts';
import {
  callsOf,
  clientWith,
  database,
  installationId,
  noon,
  token,
  traceId,
} from './provider-world.ts';

async function recordingOf(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const { url } = await listenHttp((request, response) => {
    request.resume();
    response.writeHead(status, headers).end(text);
  });
  const world = clientWith();
  return { ...world, ...callsOf(world.client, url, { attempt: 2 }) };
}

describe('a call is recorded', () => {
  it('with what was asked, what came back and what it was taken for', async () => {
    const { provision, records } = await recordingOf(201, database);

    await provision();

    expect(records).toEqual([
      {
        integrationId: 'oac_1',
        installationId,
        direction: 'outbound',
        operation: 'provisionResource',
        method: 'POST',
        path: `/v1/installations/${installationId}/resources`,
        status: 201,
        outcome: 'answered',
        durationMs: expect.any(Number),
        attempt: 2,
        callerKind: 'user',
        idempotencyKey: expect.any(String),
        traceId,
        requestBody: { productId: 'postgres', name: 'orders', metadata: {}, billingPlanId: 'pro' },
        responseBody: { ...database, secrets: [{ name: 'DATABASE_URL', value: '***' }] },
        at: noon,
      },
    ]);
  });

  it.each([
    [
      403,
      'Invalid audience',
      { outcome: 'refused', reason: 'forbidden', responseBody: 'Invalid audience' },
    ],
    [500, 'Oh no', { outcome: 'unknown', reason: 'server_error', responseBody: 'Oh no' }],
    [200, 'OK', { outcome: 'unknown', reason: 'unreadable', responseBody: '(2 characters)' }],
    [
      201,
      '{"secrets":[{"name":"A","value":"hunter2',
      { outcome: 'unknown', reason: 'unreadable', responseBody: '(40 characters)' },
    ],
    [
      500,
      '{"secrets":[{"name":"A","value":"hunter2',
      { outcome: 'unknown', reason: 'server_error', responseBody: '(40 characters)' },
    ],
  ])('and its text only where that explains a failure: %i %s', async (status, text, record) => {
    const { provision, records } = await recordingOf(status, text);

    await provision();

    expect(records).toMatchObject([{ status, ...record }]);
  });

  it('also when nothing was sent', async () => {
    const { client, records } = clientWith({ resolve: async () => [] });

    await callsOf(client, 'https://nowhere.example').remove();

    expect(records).toMatchObject([
      { operation: 'deleteResource', method: 'DELETE', outcome: 'not-sent', reason: 'dns' },
    ]);
    expect(records[0]).not.toHaveProperty('status');
    expect(records[0]).not.toHaveProperty('responseBody');
  });
});

describe('a record holds no secret', () => {
  it('of those the host hands over, even when the provider repeats them', async () => {
    const accessToken = 'the-installations-own-access-token';
    const { client, facts, records } = await recordingOf(
      500,
      `${accessToken} and ${token} are wrong`,
    );

    const outcome = await client.call(upsertInstallation, {
      ...facts,
      params: { installationId },
      callerKind: 'user',
      idempotencyKey: 'op_9',
      body: {
        scopes: ['read-write:marketplace'],
        acceptedPolicies: {},
        credentials: { access_token: accessToken, token_type: 'Bearer' },
        account: { url: 'https://host.example/acme', contact: { email: 'ann@acme.example' } },
      },
    });

    expect(records).toMatchObject([
      {
        requestBody: { credentials: { access_token: '***' } },
        responseBody: '*** and *** are wrong',
      },
    ]);
    expect(JSON.stringify([outcome, records])).not.toMatch(new RegExp(`${accessToken}|${token}`));
  });

  it('of what people type into a resource, and what that prints', async () => {
    for (const [status, body] of [
      [200, [{ type: 'paragraph', children: [{ type: 'text', text: 'hunter2' }] }]],
      [400, 'hunter2'],
      [500, 'hunter2'],
    ] as const) {
      const { client, facts, records } = await recordingOf(status, body);

      await client.call(replInput, {
        ...facts,
        params: { installationId, resourceId: 'db_1' },
        callerKind: 'user',
        idempotencyKey: 'op_10',
        body: { input: "alter role me password 'hunter2'" },
      });

      expect(records).toMatchObject([{ operation: 'replInput', requestBody: '***' }]);
      expect(JSON.stringify(records)).not.toContain('hunter2');
    }
  });

  it('in the query', async () => {
    const { client, facts, records } = await recordingOf(200, { plans: [] });

    await client.call(listResourcePlans, {
      ...facts,
      params: { installationId, resourceId: 'db_1' },
      callerKind: 'system',
      query: { metadata: '{"region":"fra1","adminPassword":"hunter2"}' },
    });

    const [path, query] = records[0]?.path.split('?') ?? [];
    expect(path).toBe(`/v1/installations/${installationId}/resources/db_1/plans`);
    expect(new URLSearchParams(query).get('metadata')).toBe(
      '{"region":"fra1","adminPassword":"***"}',
    );
  });

  it('in a body that was compressed', async () => {
    const { provision, records } = await recordingOf(201, gzipSync(JSON.stringify(database)), {
      'content-encoding': 'gzip',
    });

    await provision();

    expect(records).toMatchObject([{ responseBody: { secrets: [{ value: '***' }] } }]);
  });
});

describe('a record that cannot be kept', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('disk full');
      },
    ],
    ['rejects', () => Promise.reject(new Error('disk full'))],
  ])('is reported and changes nothing: %s', async (_how, record) => {
    const { url } = await listenHttp((_request, response) =>
      response.end(JSON.stringify(database)),
    );
    const { client, warnings } = clientWith({ record });

    const outcome = await callsOf(client, url).provision();
    await client.close();

    expect(outcome).toMatchObject({ kind: 'answered' });
    expect(warnings).toEqual(['a call to a provider was not recorded']);
  });

  it('yet keeps no call waiting, only the end of the client', async () => {
    const order: string[] = [];
    let finish: () => void = () => {};
    const record = async () => {
      await new Promise<void>((settle) => (finish = settle));
      order.push('recorded');
    };
    const { client } = clientWith({ record });

    const outcome = await callsOf(client, 'nonsense').provision();
    const closed = client.close().then(() => order.push('closed'));
    await setImmediate();
    finish();
    await closed;

    expect(outcome).toMatchObject({ kind: 'not-sent' });
    expect(order).toEqual(['recorded', 'closed']);
  });
});
