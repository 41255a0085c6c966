import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import {
  acceptTransferRequest,
  deleteInstallation,
  getInstallation,
  replInput,
  rotateSecrets,
  upsertInstallation,
} from '@kontor/protocol/partner';
import { describe, expect, it } from 'vitest';
import { listenHttp } from './misbehaving-server.ts';
import { callsOf, clientWith, database, installationId, readDatabase } from './provider-world.ts';

const page = '<!doctype html><html><body>It works!</body></html>';

/** Calls to a provider that answers every request alike. */
async function providerThat(answers: (response: ServerResponse) => void) {
  const { url } = await listenHttp((request, response) => {
    request.resume();
    answers(response);
  });
  const { client, records } = clientWith();
  return { client, records, ...callsOf(client, url) };
}

function providerAnswering(status: number, body?: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  return providerThat((response) => response.writeHead(status, headers).end(text));
}

describe('an answer is taken', () => {
  it.each([200, 201, 202, 207])('with any 2xx: %i', async (status) => {
    const { provision } = await providerAnswering(status, database);

    expect(await provision()).toMatchObject({ kind: 'answered', status, body: readDatabase });
  });

  it('with keys that nobody knows, and without those that do not belong there', async () => {
    const { read } = await providerAnswering(200, { ...database, region: 'fra1' });

    const outcome = await read();

    expect(outcome).toMatchObject({ kind: 'answered', body: { name: 'orders' } });
    expect(outcome).not.toHaveProperty('body.secrets');
  });

  it.each([
    ['text/html', JSON.stringify(database)],
    ['text/plain', `\ufeff  ${JSON.stringify(database)}\r\n`],
    ['nonsense', JSON.stringify(database)],
  ])('whatever its content type claims: %s', async (type, text) => {
    const { provision } = await providerAnswering(200, text, { 'content-type': type });

    expect(await provision()).toMatchObject({ kind: 'answered', body: readDatabase });
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['Deflate', deflateRawSync],
  ])('compressed although nobody asked for it: %s', async (encoding, compress) => {
    const { provision } = await providerThat((response) => {
      response.writeHead(200, { 'content-encoding': encoding });
      response.end(compress(JSON.stringify(database)));
    });

    expect(await provision()).toMatchObject({ kind: 'answered', body: readDatabase });
  });

  it('with a character split between two packets', async () => {
    const text = Buffer.from(JSON.stringify({ ...database, name: 'Bücher' }));
    const middle = text.indexOf(0xc3) + 1;
    const { provision } = await providerThat((response) => {
      response.write(text.subarray(0, middle), () => response.end(text.subarray(middle)));
    });

    expect(await provision()).toMatchObject({ kind: 'answered', body: { name: 'Bücher' } });
  });
});

describe('where no body is promised', () => {
  it.each([
    [204, undefined],
    [200, undefined],
    [200, 'OK'],
    [200, 'null'],
    [202, { deleted: true }],
  ])('none is needed and none is looked at: %i %j', async (status, body) => {
    const { remove } = await providerAnswering(status, body);

    expect(await remove()).toEqual({ kind: 'answered', status, body: undefined });
  });

  it('a 204 that sends one all the same harms nothing', async () => {
    const { url } = await listenHttp((request, response) => {
      const text = '{"deleted":true}';
      request.socket.write(
        `HTTP/1.1 204 No Content\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
      );
      void response;
    });
    const { remove } = callsOf(clientWith().client, url);

    expect(await remove()).toEqual({ kind: 'answered', status: 204, body: undefined });
  });

  it('a web page is still no answer: no provider sends one', async () => {
    const { remove } = await providerAnswering(200, page);

    expect(await remove()).toMatchObject({ kind: 'unknown', reason: 'unreadable', status: 200 });
  });

  it('either way of accepting a transfer is taken', async () => {
    const outcomes = [];
    for (const [status, body] of [
      [204, undefined],
      [200, undefined],
      [200, { success: true }],
    ] as const) {
      const { client, facts } = await providerAnswering(status, body);
      const outcome = await client.call(acceptTransferRequest, {
        ...facts,
        params: { installationId, providerClaimId: 'claim_1' },
        callerKind: 'system',
        idempotencyKey: 'op_4',
      });
      outcomes.push(outcome.kind);
    }

    expect(outcomes).toEqual(['answered', 'answered', 'answered']);
  });
});

describe('where a body may be missing', () => {
  it.each([
    [200, undefined, {}],
    [201, undefined, {}],
    [204, undefined, undefined],
    [200, 'OK', {}],
    [200, '""', {}],
    [200, { billingPlan: null, notification: null }, { notification: null }],
  ])('an installation is known after %i %j', async (status, answer, body) => {
    const { client, facts } = await providerAnswering(status, answer);

    const outcome = await client.call(upsertInstallation, {
      ...facts,
      params: { installationId },
      callerKind: 'user',
      idempotencyKey: 'op_5',
      body: {
        scopes: ['read-write:marketplace'],
        acceptedPolicies: {},
        credentials: { access_token: 'a-long-access-token', token_type: 'Bearer' },
        account: { url: 'https://host.example/acme', contact: { email: 'ann@acme.example' } },
      },
    });

    expect(outcome).toEqual({ kind: 'answered', status, body });
  });

  it.each([
    [200, { finalized: true }, { finalized: true }],
    [200, undefined, {}],
    [204, undefined, undefined],
  ])('an installation is gone after %i %j', async (status, answer, body) => {
    const { client, facts } = await providerAnswering(status, answer);

    const outcome = await client.call(deleteInstallation, {
      ...facts,
      params: { installationId },
      callerKind: 'system',
      idempotencyKey: 'op_6',
    });

    expect(outcome).toEqual({ kind: 'answered', status, body });
  });

  it('GET may answer null for an installation that has nothing to say', async () => {
    const { client, facts } = await providerAnswering(200, 'null');
    const call = { ...facts, params: { installationId }, callerKind: 'system' } as const;

    expect(await client.call(getInstallation, call)).toMatchObject({ kind: 'answered', body: {} });
  });

  it('an empty 202 to a rotation promises the secrets for later; an empty 200 does not', async () => {
    const outcomes = [];
    for (const status of [202, 200]) {
      const { client, facts } = await providerAnswering(status);
      outcomes.push(
        await client.call(rotateSecrets, {
          ...facts,
          params: { installationId, resourceId: 'db_1' },
          callerKind: 'user',
          idempotencyKey: 'op_7',
          body: {},
        }),
      );
    }

    expect(outcomes).toMatchObject([
      { kind: 'answered', body: { sync: false } },
      { kind: 'unknown', reason: 'unreadable' },
    ]);
  });
});

describe('a success that cannot be read', () => {
  it.each([
    ['broken JSON', '{"id":"db_1","secrets":[{"na'],
    ['no body', undefined],
    ['null', 'null'],
    ['a word', 'OK'],
    ['a list', []],
    ['a web page', page],
    ['no secrets', { ...database, secrets: undefined }],
    ['a status nobody knows', { ...database, status: 'sleeping' }],
  ])('leaves a change unknown: %s', async (_what, body) => {
    const { provision } = await providerAnswering(201, body);

    expect(await provision()).toMatchObject({
      kind: 'unknown',
      reason: 'unreadable',
      status: 201,
      message: expect.stringContaining('not what the protocol promises'),
    });
  });

  it('leaves a read unreadable, as there is nothing that could have happened', async () => {
    const { read } = await providerAnswering(200, 'null');

    expect(await read()).toMatchObject({ kind: 'unreadable', status: 200 });
  });

  it('is described by place and expectation, never by what stood there', async () => {
    const { provision } = await providerAnswering(200, {
      ...database,
      secrets: [{ name: 'DATABASE_URL', value: ['hunter2-hunter2'] }],
    });

    const outcome = await provision();

    expect(outcome).toMatchObject({ message: expect.stringContaining('secrets.0.value') });
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  });

  it.each(['zstd', 'gzip, br', 'compress'])(
    'in an encoding nobody asked for: %s',
    async (encoding) => {
      const { provision } = await providerAnswering(200, database, {
        'content-encoding': encoding,
      });

      expect(await provision()).toMatchObject({ kind: 'unknown', reason: 'unreadable' });
    },
  );

  it('in gzip that breaks off', async () => {
    const { provision } = await providerThat((response) => {
      const bytes = gzipSync(JSON.stringify(database));
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes.subarray(0, -12));
    });

    expect(await provision()).toMatchObject({ kind: 'unknown', reason: 'unreadable' });
  });
});

describe('a success that is too long', () => {
  it('is not read to its end, and the connection is dropped', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 'a');
    let written = 0;
    let dropped: Promise<unknown> | undefined;
    const { provision } = await providerThat((response) => {
      dropped = once(response, 'close');
      const send = () => {
        written += 1;
        if (written <= 50) response.write(megabyte, send);
        else response.end();
      };
      send();
    });

    expect(await provision()).toMatchObject({ kind: 'unknown', reason: 'too_large', status: 200 });
    await dropped;
    expect(written).toBeLessThan(50);
  });

  it('is not even begun where its length is announced', async () => {
    const { read } = await providerThat((response) => {
      response.writeHead(200, { 'content-length': 50 * 1024 * 1024 }).flushHeaders();
    });

    expect(await read()).toMatchObject({ kind: 'unknown', reason: 'too_large', status: 200 });
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ])('is not decompressed beyond the limit: %s', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(50 * 1024 * 1024));
    const { provision } = await providerThat((response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(bomb);
    });

    expect(await provision()).toMatchObject({ kind: 'unknown', reason: 'too_large', status: 200 });
  });

  it('by its headers alone', async () => {
    const { read } = await providerThat((response) => {
      response.writeHead(200, { 'x-long': 'a'.repeat(64 * 1024) }).end();
    });

    expect(await read()).toMatchObject({ kind: 'unknown', reason: 'too_large' });
  });

  it('only beyond the limit: a body of exactly that many bytes is read', async () => {
    const text = JSON.stringify(database);
    const { url } = await listenHttp((_request, response) => response.end(text));
    const exact = clientWith({ limits: { maxResponseBytes: text.length } });
    const short = clientWith({ limits: { maxResponseBytes: text.length - 1 } });

    expect(await callsOf(exact.client, url).read()).toMatchObject({ kind: 'answered' });
    expect(await callsOf(short.client, url).read()).toMatchObject({ reason: 'too_large' });
  });
});

describe('a command that prints', () => {
  const line = (text: string) => ({ type: 'paragraph', children: [{ type: 'text', text }] });

  function run(provider: Awaited<ReturnType<typeof providerAnswering>>) {
    return provider.client.call(replInput, {
      ...provider.facts,
      params: { installationId, resourceId: 'db_1' },
      callerKind: 'user',
      idempotencyKey: 'op_8',
      body: { input: 'select 1' },
    });
  }

  it.each([
    ['as one list', 'application/json', JSON.stringify([line('a "}'), line('b')])],
    [
      'line by line',
      'application/jsonl',
      `${JSON.stringify(line('a "}'))}\n${JSON.stringify(line('b'))}\n`,
    ],
    [
      'without line ends',
      'application/jsonl',
      JSON.stringify(line('a "}')) + JSON.stringify(line('b')),
    ],
    [
      'with separators',
      'application/json-seq',
      `\u001e${JSON.stringify(line('a "}'))}\u001e${JSON.stringify(line('b'))}`,
    ],
    [
      'as a list, named a stream',
      'application/x-ndjson',
      JSON.stringify([line('a "}'), line('b')]),
    ],
  ])('is read %s', async (_how, type, text) => {
    const provider = await providerAnswering(200, text, { 'content-type': type });

    expect(await run(provider)).toEqual({
      kind: 'answered',
      status: 200,
      body: [line('a "}'), line('b')],
    });
  });

  it('may print nothing', async () => {
    const provider = await providerAnswering(200, '', { 'content-type': 'application/jsonl' });

    expect(await run(provider)).toEqual({ kind: 'answered', status: 200, body: [] });
  });

  it.each(['{"type":"paragraph"', '}', 'OK', '{"a":1} x {"b":2}', '"word"'])(
    'is unreadable where the stream is: %s',
    async (text) => {
      const provider = await providerAnswering(200, text, { 'content-type': 'application/jsonl' });

      expect(await run(provider)).toMatchObject({ kind: 'unknown', reason: 'unreadable' });
    },
  );

  it('refuses with what it printed', async () => {
    const provider = await providerAnswering(400, [line('no such table'), line('orders')]);

    expect(await run(provider)).toMatchObject({
      kind: 'refused',
      status: 400,
      refusal: { code: 'bad_request', message: 'no such table orders' },
      body: [line('no such table'), line('orders')],
    });
  });
});
