import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { listenHttp } from './misbehaving-server.ts';
import { callsOf, clientWith, noon, token } from './provider-world.ts';

async function refusedBy(answers: (response: ServerResponse) => void, timeoutMs = 10_000) {
  const { url } = await listenHttp((request, response) => {
    request.resume();
    answers(response);
  });
  return callsOf(clientWith().client, url, { timeoutMs }).provision();
}

function refusedWith(status: number, body?: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  return refusedBy((response) => response.writeHead(status, headers).end(text));
}

describe('a refusal is read from', () => {
  it('the envelope of the protocol', async () => {
    const outcome = await refusedWith(400, {
      error: {
        code: 'validation_error',
        message: 'region is closed',
        user: { message: 'Choose another region.', url: 'https://provider.example/regions' },
        fields: [{ key: 'region', message: 'closed' }, { key: 'size' }],
      },
    });

    expect(outcome).toEqual({
      kind: 'refused',
      status: 400,
      refusal: {
        code: 'validation_error',
        message: 'region is closed',
        userMessage: 'Choose another region.',
        userUrl: 'https://provider.example/regions',
        fields: [{ key: 'region', message: 'closed' }, { key: 'size' }],
      },
      isRetryable: false,
    });
  });

  it.each([
    [
      'nulls in every place',
      409,
      { error: { code: 'conflict', message: 'busy', user: null, fields: null } },
      { code: 'conflict', message: 'busy' },
    ],
    [
      'nulls one deeper',
      400,
      {
        error: {
          code: 'request_failed',
          message: 'no',
          user: { message: 'No.', url: null },
          fields: [{ key: 'a', message: null }, { key: null }, null, 'b'],
        },
      },
      { code: 'request_failed', message: 'no', userMessage: 'No.', fields: [{ key: 'a' }] },
    ],
    [
      'error as a text',
      401,
      { error: 'Bad token' },
      { code: 'unauthorized', message: 'Bad token' },
    ],
    [
      'error as a text beside a code',
      401,
      { error: 'Unauthorized', code: 'no_auth' },
      { code: 'no_auth', message: 'Unauthorized' },
    ],
    [
      'error: true',
      404,
      { error: true, code: 'not_found' },
      { code: 'not_found', message: 'The provider answered 404 and gave no reason.' },
    ],
    ['a bare object', 422, { message: 'too many' }, { code: 'unprocessable', message: 'too many' }],
    [
      'a problem document',
      403,
      { title: 'No', detail: 'Not you' },
      { code: 'forbidden', message: 'Not you' },
    ],
    ['plain text', 403, 'Invalid audience', { code: 'forbidden', message: 'Invalid audience' }],
    [
      'a quoted text',
      403,
      '"Invalid audience"',
      { code: 'forbidden', message: 'Invalid audience' },
    ],
    [
      'a web page',
      404,
      '<!doctype html><title>Not here</title>',
      { code: 'not_found', message: 'The provider answered 404 and gave no reason.' },
    ],
    [
      'nothing',
      400,
      undefined,
      { code: 'bad_request', message: 'The provider answered 400 and gave no reason.' },
    ],
    [
      'null',
      410,
      'null',
      { code: 'http_410', message: 'The provider answered 410 and gave no reason.' },
    ],
    [
      'JSON that breaks off',
      409,
      '{"error":{"code":',
      { code: 'conflict', message: 'The provider answered 409 and gave no reason.' },
    ],
  ])('%s', async (_form, status, body, refusal) => {
    expect(await refusedWith(status, body)).toEqual({
      kind: 'refused',
      status,
      refusal,
      isRetryable: false,
    });
  });
});

describe('a refusal stands on its status alone', () => {
  it('when its body never ends', async () => {
    const outcome = await refusedBy((response) => {
      response.writeHead(403).write('Invalid');
    }, 300);

    expect(outcome).toMatchObject({
      kind: 'refused',
      status: 403,
      refusal: { message: 'Invalid' },
    });
  });

  it('when its body is cut off', async () => {
    const outcome = await refusedBy((response) => {
      response.writeHead(409, { 'content-length': 100 });
      response.write('part', () => response.destroy());
    });

    expect(outcome).toMatchObject({ kind: 'refused', status: 409, refusal: { code: 'conflict' } });
  });

  it('when its body is far too long', async () => {
    const outcome = await refusedWith(400, 'a'.repeat(3 * 1024 * 1024));

    expect(outcome).toMatchObject({
      kind: 'refused',
      status: 400,
      refusal: { code: 'bad_request' },
    });
  });
});

describe('a refusal is safe to show', () => {
  it('its texts are short, on one line and printable', async () => {
    const outcome = await refusedWith(400, {
      error: {
        code: 'c'.repeat(500),
        message: `\u001b[31mred\u001b[0m\n\nand\u0000 \u202egnol ${'x'.repeat(2000)}`,
        user: { message: '  \n ', url: 'javascript:alert(1)' },
      },
    });

    expect(outcome).toMatchObject({ kind: 'refused' });
    const { refusal } = outcome as Extract<typeof outcome, { kind: 'refused' }>;
    expect(refusal.code).toHaveLength(100);
    expect(refusal.message).toHaveLength(1000);
    expect(refusal.message).toMatch(/^red and gnol x+…$/);
    expect(refusal).not.toHaveProperty('userMessage');
    expect(refusal).not.toHaveProperty('userUrl');
  });

  it('it does not repeat the token that the call was made with', async () => {
    const plain = await refusedWith(403, `Invalid token ${token}!`);
    const json = await refusedWith(403, { error: { code: token, message: `Bad: ${token}` } });

    expect([plain, json]).toMatchObject([
      { refusal: { message: 'Invalid token ***!' } },
      { refusal: { code: '***', message: 'Bad: ***' } },
    ]);
  });

  it('a link may lead to a page of the provider that is reached signed in', async () => {
    const outcome = await refusedWith(409, {
      error: {
        code: 'unpaid',
        message: 'unpaid',
        user: { url: 'sso:https://provider.example/pay' },
      },
    });

    expect(outcome).toMatchObject({ refusal: { userUrl: 'sso:https://provider.example/pay' } });
  });
});

describe('a provider that asks to be called later', () => {
  it.each([
    ['30', 30_000],
    [new Date(noon.getTime() + 5_000).toUTCString(), 5_000],
  ])('is refused with when: %s', async (retryAfter, retryAfterMs) => {
    expect(await refusedWith(429, 'slow down', { 'retry-after': retryAfter })).toEqual({
      kind: 'refused',
      status: 429,
      refusal: { code: 'too_many_requests', message: 'slow down' },
      isRetryable: true,
      retryAfterMs,
    });
  });

  it.each([425, 429])('is retryable without saying when: %i', async (status) => {
    const outcome = await refusedWith(status);

    expect(outcome).toMatchObject({ kind: 'refused', isRetryable: true });
    expect(outcome).not.toHaveProperty('retryAfterMs');
  });
});

describe('a redirect is refused and not followed', () => {
  it.each([301, 302, 307, 308])('%i', async (status) => {
    let followed = 0;
    const target = await listenHttp((_request, response) => {
      followed += 1;
      response.end();
    });

    const location = `${target.url}/v1?token=${token}`;
    const outcome = await refusedWith(status, undefined, { location });

    expect(outcome).toMatchObject({
      kind: 'refused',
      status,
      refusal: {
        code: 'unexpected_redirect',
        message: expect.stringContaining(`points to ${target.url}/v1. Redirects`),
      },
      isRetryable: false,
    });
    expect(followed).toBe(0);
  });

  it('303 too, to a read', async () => {
    const { url } = await listenHttp((_request, response) => {
      response.writeHead(303, { location: '/elsewhere' }).end();
    });

    expect(await callsOf(clientWith().client, url).read()).toMatchObject({
      kind: 'refused',
      status: 303,
      refusal: { code: 'unexpected_redirect' },
    });
  });
});
