import type { Handlers, ReplBlock } from '@kontor/provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leastHandlers, startProvider } from './provider-under-test.ts';
import { installationId, startTestHost, type TestHost } from './test-host.ts';

const path = `/v1/installations/${installationId}/resources/db_1/repl`;
const input = { input: 'select * from numbers' };

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(() => host.stop());

function line(text: string): ReplBlock {
  return { type: 'paragraph', children: [{ type: 'text', text }] };
}

function startStreaming(repl: NonNullable<Handlers['resource']['repl']>) {
  const resource = { ...leastHandlers.resource, repl };
  return startProvider(host, { handlers: { ...leastHandlers, resource } });
}

test('blocks arrive as they are printed, one a line', async () => {
  const first = Promise.withResolvers<void>();
  const provider = await startStreaming(async function* () {
    yield line('one');
    await first.promise;
    yield line('two');
  });

  const headers = { authorization: `Bearer ${await host.userToken()}`, 'x-vercel-auth': 'user' };
  const body = JSON.stringify(input);
  const response = await fetch(`${provider.url}${path}`, { method: 'POST', headers, body });
  const seen: string[] = [];
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    seen.push(chunk);
    first.resolve(); // the second is printed only once the first has arrived
  }
  await provider.stop();

  expect(response.headers.get('content-type')).toBe('application/jsonl');
  expect(seen.map((text) => JSON.parse(text))).toEqual([line('one'), line('two')]);
});

test('a repeat has what was streamed, and the command runs once', async () => {
  let runs = 0;
  const provider = await startStreaming(async function* () {
    runs += 1;
    yield line('one');
    yield line('two');
  });
  const call = { method: 'POST', key: 'op_1', body: input };

  const [first, repeat] = [await provider.asUser(path, call), await provider.asUser(path, call)];
  await provider.stop();

  expect(repeat.text).toBe(first.text);
  expect(first.text.trim().split('\n')).toHaveLength(2);
  expect(runs).toBe(1);
});

test('a stream that breaks is reported, cut off and not kept', async () => {
  let runs = 0;
  const provider = await startStreaming(async function* () {
    runs += 1;
    yield line('one');
    if (runs === 1) throw new Error('The connection to the database broke.');
  });
  const call = { method: 'POST', key: 'op_1', body: input };

  const first = provider.asUser(path, call);
  await expect(first).rejects.toThrow();
  const repeat = await provider.asUser(path, call);
  await provider.stop();

  expect(repeat.status).toBe(200);
  expect(provider.failures).toMatchObject([{ message: 'The connection to the database broke.' }]);
});

test('a host that hangs up ends the command', async () => {
  const ended = Promise.withResolvers<string>();
  const provider = await startStreaming(async function* () {
    try {
      for (;;) yield line('more');
    } finally {
      ended.resolve('ended');
    }
  });
  const hangUp = new AbortController();

  const headers = { authorization: `Bearer ${await host.userToken()}`, 'x-vercel-auth': 'user' };
  const body = JSON.stringify(input);
  const { signal } = hangUp;
  await fetch(`${provider.url}${path}`, { method: 'POST', headers, body, signal });
  hangUp.abort();

  expect(await ended.promise).toBe('ended');
  await provider.stop();
});
