import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Listening, listenHttp, listenRaw } from './misbehaving-server.ts';
import { callsOf, clientWith, database, readDatabase } from './provider-world.ts';

/** For calls that are to run out of time: longer than a busy machine takes to send one. */
const timeoutMs = 250;

function calling({ url }: Listening, extras: Parameters<typeof callsOf>[2] = {}) {
  return callsOf(clientWith().client, url, extras);
}

/** Answers the first request over a connection as it should be, and each further one with `next`. */
function politeThen(next: (socket: Socket, request: string) => void) {
  const requests: string[] = [];
  const provider = listenRaw((socket) => {
    socket.on('data', (chunk) => {
      const request = chunk.toString();
      if (!/^[A-Z]+ \//.test(request)) return;
      requests.push(request);
      if (requests.length === 1) socket.write(answerOf(JSON.stringify(database)));
      else next(socket, request);
    });
  });
  return { provider, requests };
}

function answerOf(body: string, head = `content-length: ${Buffer.byteLength(body)}`): string {
  return `HTTP/1.1 200 OK\r\n${head}\r\n\r\n${body}`;
}

describe('not sent, so certainly not done', () => {
  it('nobody listens', async () => {
    const elsewhere = await listenRaw(() => {}, '127.0.0.3');
    const { provision } = callsOf(clientWith().client, `http://127.0.0.2:${elsewhere.port}`);

    expect(await provision()).toMatchObject({
      kind: 'not-sent',
      reason: 'connect',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('the name has no address', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }));
    const { provision } = callsOf(clientWith({ resolve }).client, 'https://nowhere.example');

    expect(await provision()).toMatchObject({
      kind: 'not-sent',
      reason: 'dns',
      message: expect.stringContaining('nowhere.example'),
    });
  });

  it('the handshake fails', async () => {
    const { port } = await listenHttp((_request, response) => response.end());
    const { provision } = callsOf(clientWith().client, `https://127.0.0.1:${port}`);

    expect(await provision()).toMatchObject({ kind: 'not-sent', reason: 'tls' });
  });

  it('the connection takes longer than the limit for it', async () => {
    const resolve = () => new Promise<never>(() => {});
    const { client } = clientWith({ resolve, limits: { connectTimeoutMs: 50 } });

    const outcome = await callsOf(client, 'http://slow.example').provision();

    expect(outcome).toMatchObject({
      kind: 'not-sent',
      reason: 'dns',
      message: expect.stringContaining('timed out'),
    });
  });

  it('the time is up before there is a connection, and a late one stays unused', async () => {
    let answer: (addresses: readonly string[]) => void = () => {};
    const resolve = () => new Promise<readonly string[]>((settle) => (answer = settle));
    const received: string[] = [];
    const { port, connections } = await listenRaw((socket) => {
      socket.on('data', (chunk) => received.push(chunk.toString()));
    });
    const { client } = clientWith({ resolve });
    const { provision } = callsOf(client, `http://late.example:${port}`, { timeoutMs: 50 });

    const outcome = await provision();
    answer(['127.0.0.1']);
    await expect.poll(() => connections.length).toBe(1);
    await client.close();

    expect(outcome).toMatchObject({ kind: 'not-sent', reason: 'connect' });
    expect(received).toEqual([]);
  });

  it('the caller was gone before it began', async () => {
    const provider = await listenHttp((_request, response) => response.end());

    const outcome = await calling(provider, { signal: AbortSignal.abort() }).provision();

    expect(outcome).toMatchObject({ kind: 'not-sent', reason: 'cancelled' });
    expect(provider.connections).toEqual([]);
  });
});

describe('sent without an answer, so possibly done', () => {
  it('the provider hangs up without reading', async () => {
    const provider = await listenRaw((socket) => socket.destroy());

    expect(await calling(provider).provision()).toMatchObject({ kind: 'unknown', reason: 'cut' });
  });

  it('the provider resets the connection', async () => {
    const provider = await listenRaw((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    });

    expect(await calling(provider).provision()).toMatchObject({ kind: 'unknown', reason: 'cut' });
  });

  it.each(['provision', 'remove', 'read'] as const)(
    'the provider hangs up after reading, and %s is not sent again',
    async (name) => {
      let requests = 0;
      const provider = await listenHttp((request) => {
        requests += 1;
        request.socket.destroy();
      });

      expect(await calling(provider)[name]()).toMatchObject({ kind: 'unknown', reason: 'cut' });
      expect({ requests, connections: provider.connections.length }).toEqual({
        requests: 1,
        connections: 1,
      });
    },
  );

  it('the provider never answers', async () => {
    const provider = await listenHttp(() => {});

    const outcome = await calling(provider, { timeoutMs }).provision();

    expect(outcome).toEqual({
      kind: 'unknown',
      reason: 'timeout',
      message: `No complete answer within ${timeoutMs} ms.`,
    });
    await expect.poll(() => provider.connections[0]?.destroyed).toBe(true);
  });

  it('the provider answers a little at a time, for longer than the whole call may take', async () => {
    const provider = await listenHttp((_request, response) => dribble(response));

    const outcome = await calling(provider, { timeoutMs }).provision();

    expect(outcome).toMatchObject({ kind: 'unknown', reason: 'timeout', status: 200 });
  });

  it('the provider sends its headers a little at a time', async () => {
    const provider = await listenRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x-more: and more\r\n'), 10);
      socket.on('close', () => clearInterval(timer));
    });

    expect(await calling(provider, { timeoutMs }).read()).toEqual({
      kind: 'unknown',
      reason: 'timeout',
      message: `No complete answer within ${timeoutMs} ms.`,
    });
  });

  it('reads and changes have limits of their own', async () => {
    const { url } = await listenHttp(() => {});
    const { client } = clientWith({ limits: { readTimeoutMs: 200, mutationTimeoutMs: 300 } });
    const { read, provision } = callsOf(client, url);

    expect([await read(), await provision()]).toMatchObject([
      { message: 'No complete answer within 200 ms.' },
      { message: 'No complete answer within 300 ms.' },
    ]);
  });

  it.each([
    ['the body is shorter than announced', answerOf('{"id":', 'content-length: 100')],
    ['the last chunk is missing', answerOf('6\r\n{"id":\r\n', 'transfer-encoding: chunked')],
    [
      'the last chunk of the last answer is missing',
      answerOf('6\r\n{"id":\r\n', 'transfer-encoding: chunked\r\nconnection: close'),
    ],
  ])('%s', async (_what, answer) => {
    const provider = await listenRaw((socket) => socket.once('data', () => socket.end(answer)));

    expect(await calling(provider).provision()).toMatchObject({
      kind: 'unknown',
      reason: 'cut',
      status: 200,
    });
  });

  it.each(['220 mail.example ready\r\n', 'HTTP/1.1 abc\r\n\r\n', '\u0016\u0003\u0001'])(
    'what comes back is not HTTP: %j',
    async (text) => {
      const provider = await listenRaw((socket) => socket.once('data', () => socket.end(text)));

      expect(await calling(provider).provision()).toMatchObject({
        kind: 'unknown',
        reason: 'unreadable',
      });
    },
  );

  it('the caller leaves while the answer is awaited', async () => {
    const caller = new AbortController();
    const provider = await listenHttp(() => caller.abort());

    const outcome = await calling(provider, { signal: caller.signal }).provision();

    expect(outcome).toMatchObject({ kind: 'unknown', reason: 'cancelled' });
  });

  it.each([500, 501, 502, 503, 504, 599])('the provider answers %i', async (status) => {
    const provider = await listenHttp((_request, response) => response.writeHead(status).end());

    expect(await calling(provider).provision()).toEqual({
      kind: 'unknown',
      reason: 'server_error',
      status,
      message: `The provider answered ${status}.`,
    });
  });

  it('the provider answers 503 and says when to come back', async () => {
    const provider = await listenHttp((_request, response) => {
      response.writeHead(503, { 'retry-after': '7' }).end('{"error":"busy"}');
    });

    expect(await calling(provider).provision()).toMatchObject({
      reason: 'server_error',
      retryAfterMs: 7_000,
    });
  });

  it.each([408, 499])('the provider, or a proxy, gave up waiting: %i', async (status) => {
    const provider = await listenHttp((_request, response) => response.writeHead(status).end());

    expect(await calling(provider).provision()).toMatchObject({
      kind: 'unknown',
      reason: 'timeout',
      status,
    });
  });

  it('303 says that a change was made, and not what became of it', async () => {
    const provider = await listenHttp((_request, response) => {
      response.writeHead(303, { location: '/v1/installations' }).end();
    });

    expect(await calling(provider).provision()).toMatchObject({
      kind: 'unknown',
      reason: 'unreadable',
      status: 303,
    });
  });
});

describe('a connection kept open', () => {
  it('and closed under a change leaves it unknown; it is not sent again', async () => {
    const { provider, requests } = politeThen((socket) => socket.destroy());
    const { read, provision } = calling(await provider);
    await read();
    await setImmediate();

    expect(await provision()).toMatchObject({ kind: 'unknown', reason: 'cut' });
    expect(requests).toHaveLength(2);
    expect((await provider).connections).toHaveLength(1);
  });

  it('and closed under a removal leaves that unknown; it is not sent again', async () => {
    const { provider, requests } = politeThen((socket) => socket.destroy());
    const { read, remove } = calling(await provider);
    await read();
    await setImmediate();

    expect(await remove()).toMatchObject({ kind: 'unknown', reason: 'cut' });
    expect(requests).toHaveLength(2);
  });

  it('and closed between two calls is replaced by another', async () => {
    const { provider, requests } = politeThen((socket) =>
      socket.write(answerOf(JSON.stringify(database))),
    );
    const { connections } = await provider;
    const { read, provision } = calling(await provider);
    await read();
    connections[0]?.end();
    await expect.poll(() => connections[0]?.closed).toBe(true);

    expect(await provision()).toMatchObject({ kind: 'answered', body: readDatabase });
    expect(requests).toHaveLength(2);
    expect(connections).toHaveLength(2);
  });

  it('is not taken up again after an answer that was given up', async () => {
    const provider = await listenHttp((request, response) => {
      if (request.method === 'GET') dribble(response);
      else response.end(JSON.stringify(database));
    });
    const { read, provision } = calling(provider, { timeoutMs });

    expect(await read()).toMatchObject({ reason: 'timeout' });
    expect(await provision()).toMatchObject({ kind: 'answered', body: readDatabase });
    expect(provider.connections).toHaveLength(2);
  });
});

/** One byte after another, each well in time, and never the last. */
function dribble(response: ServerResponse): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write('{'), 10);
  response.on('close', () => clearInterval(timer));
}
