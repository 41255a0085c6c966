import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { listenHttp, listenRaw } from './misbehaving-server.ts';
import { callsOf, clientWith, database, noon } from './provider-world.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A provider whose answers the test gives out one by one. */
async function hesitantProvider() {
  const waiting: ServerResponse[] = [];
  const { url } = await listenHttp((_request, response) => void waiting.push(response));
  return { url, waiting, answer: () => waiting.shift()?.end(JSON.stringify(database)) };
}

type Mood = { status: number; requests: number; instead?: (() => void) | undefined };

/** A provider that answers with the status it is told, or does something else instead, and counts. */
async function moodyProvider() {
  const mood: Mood = { status: 500, requests: 0 };
  const { url } = await listenHttp((_request, response) => {
    mood.requests += 1;
    if (mood.instead) mood.instead();
    else response.writeHead(mood.status).end(JSON.stringify(database));
  });
  return { url, mood };
}

async function httpsOverPlainHttp() {
  const { port } = await listenHttp((_request, response) => response.end());
  return { url: `https://127.0.0.1:${port}` };
}

/** A call whose caller leaves as soon as the provider has it. */
async function leftCall(client: ReturnType<typeof clientWith>['client'], url: string, mood: Mood) {
  const caller = new AbortController();
  mood.instead = () => caller.abort();
  const outcome = await callsOf(client, url, { signal: caller.signal }).read();
  mood.instead = undefined;
  return outcome;
}

const limits = { running: 2, queued: 1, failuresToOpen: 3, halfOpenAfterMs: 10_000 };

describe('the line before a provider', () => {
  it('lets so many calls run, so many wait, and turns the others away at once', async () => {
    const { url, waiting, answer } = await hesitantProvider();
    const { read } = callsOf(clientWith({ limits }).client, url);

    const calls = [read(), read(), read()];
    await expect.poll(() => waiting.length).toBe(2);
    const fourth = await read();
    answer();
    await expect.poll(() => waiting.length).toBe(2);
    answer();
    answer();

    expect(fourth).toMatchObject({ kind: 'not-sent', reason: 'busy' });
    expect(await Promise.all(calls)).toMatchObject([
      { kind: 'answered' },
      { kind: 'answered' },
      { kind: 'answered' },
    ]);
  });

  it('is left by a call whose time is up, which makes room for another', async () => {
    const { url, waiting, answer } = await hesitantProvider();
    const { client } = clientWith({ limits });
    const { read } = callsOf(client, url);
    const hurried = callsOf(client, url, { timeoutMs: 30 });

    const running = [read(), read()];
    await expect.poll(() => waiting.length).toBe(2);
    const gaveUp = await hurried.read();
    const queued = read();
    answer();
    await expect.poll(() => waiting.length).toBe(2);
    answer();
    answer();

    expect(gaveUp).toMatchObject({ kind: 'not-sent', reason: 'busy' });
    expect(await Promise.all([...running, queued])).toMatchObject([
      { kind: 'answered' },
      { kind: 'answered' },
      { kind: 'answered' },
    ]);
  });

  it('is left by a call whose caller is gone', async () => {
    const { url, waiting, answer } = await hesitantProvider();
    const caller = new AbortController();
    const { client } = clientWith({ limits });
    const { read } = callsOf(client, url);

    const running = [read(), read()];
    await expect.poll(() => waiting.length).toBe(2);
    const queued = callsOf(client, url, { signal: caller.signal }).read();
    caller.abort();

    expect(await queued).toMatchObject({ kind: 'not-sent', reason: 'cancelled' });
    expect(waiting).toHaveLength(2);
    answer();
    answer();
    await Promise.all(running);
  });

  it('of one provider is not that of another', async () => {
    const hanging = await hesitantProvider();
    const healthy = await listenHttp((_request, response) =>
      response.end(JSON.stringify(database)),
    );
    const caller = new AbortController();
    const { client } = clientWith({ limits });
    const slow = callsOf(client, hanging.url, {
      integrationId: 'oac_slow',
      signal: caller.signal,
    });
    const quick = callsOf(client, healthy.url, { integrationId: 'oac_quick' });

    const stuck = [slow.read(), slow.read(), slow.read(), slow.read()];
    await expect.poll(() => hanging.waiting.length).toBe(2);
    const besides = await quick.read();
    caller.abort();

    expect(besides).toMatchObject({ kind: 'answered' });
    expect(await Promise.all(stuck)).toMatchObject([
      { kind: 'unknown', reason: 'cancelled' },
      { kind: 'unknown', reason: 'cancelled' },
      { kind: 'not-sent', reason: 'cancelled' },
      { kind: 'not-sent', reason: 'busy' },
    ]);
  });
});

describe('the circuit of a provider', () => {
  it('opens after so many failures in a row, and nothing is sent while it is open', async () => {
    const { url, mood } = await moodyProvider();
    const { read } = callsOf(clientWith({ limits }).client, url);

    const kinds = [];
    for (let i = 0; i < 5; i++) kinds.push(await read());

    expect(kinds).toMatchObject([
      { reason: 'server_error' },
      { reason: 'server_error' },
      { reason: 'server_error' },
      { kind: 'not-sent', reason: 'circuit_open' },
      { kind: 'not-sent', reason: 'circuit_open' },
    ]);
    expect(mood.requests).toBe(3);
  });

  it.each([
    ['an answer', 200],
    ['a refusal', 409],
    ['a request to come later', 429],
    ['an answer that cannot be read', 204],
  ])('counts anew after %s', async (_what, status) => {
    const { url, mood } = await moodyProvider();
    const { read } = callsOf(clientWith({ limits }).client, url);

    for (const next of [500, 500, status, 500, 500, status]) {
      mood.status = next;
      await read();
    }

    expect(mood.requests).toBe(6);
  });

  it('opens for a provider that cannot be reached', async () => {
    const resolve = vi.fn(() => Promise.reject(new Error('no such name')));
    const { read } = callsOf(clientWith({ limits, resolve }).client, 'https://gone.example');

    const reasons = [];
    for (let i = 0; i < 4; i++) reasons.push(await read());

    expect(reasons).toMatchObject([
      { reason: 'dns' },
      { reason: 'dns' },
      { reason: 'dns' },
      { reason: 'circuit_open' },
    ]);
    expect(resolve).toHaveBeenCalledTimes(3);
  });

  it.each([
    ['it hangs up', 'cut', () => listenRaw((socket) => socket.destroy())],
    ['it hangs', 'timeout', () => listenRaw(() => {})],
    ['it cannot be reached', 'connect', async () => ({ url: 'http://127.0.0.2:9' })],
    ['it cannot be trusted', 'tls', httpsOverPlainHttp],
  ])('opens when %s', async (_what, reason, listening) => {
    const { url } = await listening();
    const { read } = callsOf(clientWith({ limits }).client, url, { timeoutMs: 250 });

    const outcomes = [];
    for (let i = 0; i < 4; i++) outcomes.push(await read());

    expect(outcomes).toMatchObject([
      { reason },
      { reason },
      { reason },
      { reason: 'circuit_open' },
    ]);
  });

  it('does not open, nor count anew, for calls that their callers have left', async () => {
    const { url, mood } = await moodyProvider();
    const { client } = clientWith({ limits });
    const { read } = callsOf(client, url);

    await read();
    await read();
    for (let i = 0; i < 5; i++) await leftCall(client, url, mood);
    const third = await read();
    const fourth = await read();

    expect([third, fourth]).toMatchObject([{ reason: 'server_error' }, { reason: 'circuit_open' }]);
    expect(mood.requests).toBe(8);
  });

  it('tries one call after a while, holds the others back meanwhile, and closes when it is well', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: noon });
    let fails = true;
    const probes: ServerResponse[] = [];
    const { url } = await listenHttp((_request, response) => {
      if (fails) response.writeHead(500).end();
      else probes.push(response);
    });
    const { read } = callsOf(clientWith({ limits: { ...limits, running: 1 } }).client, url);
    for (let i = 0; i < limits.failuresToOpen; i++) await read();
    fails = false;

    vi.setSystemTime(noon.getTime() + limits.halfOpenAfterMs - 1);
    const early = await read();
    vi.setSystemTime(noon.getTime() + limits.halfOpenAfterMs);
    const probe = read();
    await expect.poll(() => probes.length).toBe(1);
    const beside = await read();
    probes[0]?.end(JSON.stringify(database));
    const proof = await probe;
    const after = [read(), read()];
    await expect.poll(() => probes.length).toBe(2);
    probes[1]?.end(JSON.stringify(database));
    await expect.poll(() => probes.length).toBe(3);
    probes[2]?.end(JSON.stringify(database));

    expect([early, beside, proof]).toMatchObject([
      { reason: 'circuit_open' },
      { reason: 'circuit_open' },
      { kind: 'answered' },
    ]);
    expect(await Promise.all(after)).toMatchObject([{ kind: 'answered' }, { kind: 'answered' }]);
  });

  it('stays open when the call it tries fails, or is left by its caller', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: noon });
    const { url, mood } = await moodyProvider();
    const { client } = clientWith({ limits });
    const { read } = callsOf(client, url);
    for (let i = 0; i < limits.failuresToOpen; i++) await read();

    vi.setSystemTime(noon.getTime() + limits.halfOpenAfterMs);
    const failed = await read();
    const held = await read();
    vi.setSystemTime(noon.getTime() + 2 * limits.halfOpenAfterMs);
    const left = await leftCall(client, url, mood);
    const stillHeld = await read();

    expect([failed, held, left, stillHeld]).toMatchObject([
      { reason: 'server_error' },
      { reason: 'circuit_open' },
      { reason: 'cancelled' },
      { reason: 'circuit_open' },
    ]);
    expect(mood.requests).toBe(limits.failuresToOpen + 2);
  });

  it('holds back those who stood in line when it opened', async () => {
    const waiting: ServerResponse[] = [];
    const { url } = await listenHttp((_request, response) => void waiting.push(response));
    const { client } = clientWith({
      limits: { ...limits, running: 1, failuresToOpen: 1 },
    });
    const { read } = callsOf(client, url);

    const running = read();
    const queued = read();
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]?.writeHead(500).end();

    expect([await running, await queued]).toMatchObject([
      { reason: 'server_error' },
      { reason: 'circuit_open' },
    ]);
    expect(waiting).toHaveLength(1);
  });

  it('of one provider is not that of another', async () => {
    const failing = await moodyProvider();
    const healthy = await listenHttp((_request, response) =>
      response.end(JSON.stringify(database)),
    );
    const { client } = clientWith({ limits });
    const ill = callsOf(client, failing.url, { integrationId: 'oac_ill' });
    const well = callsOf(client, healthy.url, { integrationId: 'oac_well' });

    for (let i = 0; i < limits.failuresToOpen; i++) await ill.read();

    expect(await ill.read()).toMatchObject({ reason: 'circuit_open' });
    expect(await well.read()).toMatchObject({ kind: 'answered' });
  });
});

it('connections that nobody has used for a while are closed', async () => {
  const { url, connections } = await listenHttp((_request, response) => {
    response.setHeader('keep-alive', 'timeout=600');
    response.end(JSON.stringify(database));
  });
  const { read } = callsOf(clientWith({ limits: { idleMs: 20 } }).client, url);

  await read();
  await expect.poll(() => connections[0]?.closed).toBe(true);

  expect(await read()).toMatchObject({ kind: 'answered' });
  expect(connections).toHaveLength(2);
});

it('connections stay open while a call takes longer than that', async () => {
  let answerAfterMs = 0;
  const { url, connections } = await listenHttp((_request, response) => {
    setTimeout(() => response.end(JSON.stringify(database)), answerAfterMs);
  });
  const { read } = callsOf(clientWith({ limits: { idleMs: 200 } }).client, url);

  await read();
  await setImmediate();
  answerAfterMs = 450;
  await read();
  await setImmediate();
  answerAfterMs = 0;
  await read();

  expect(connections).toHaveLength(1);
});

it('an integration whose base URL has changed is called at the new one', async () => {
  const former = await listenHttp((_request, response) => response.writeHead(404).end());
  const present = await listenHttp((_request, response) => response.end(JSON.stringify(database)));
  const { client } = clientWith();

  await callsOf(client, former.url).read();

  expect(await callsOf(client, present.url).read()).toMatchObject({ kind: 'answered' });
  expect(former.connections).toHaveLength(1);
});
