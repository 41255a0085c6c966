import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTracing } from '../../src/tracing/create-tracing.ts';
import { install, wanted } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { type CollectedSpan, startCollector } from './collector.ts';

const ASKED = { traceId: 'a1'.repeat(16), spanId: 'b2'.repeat(8) };

let world: World;
let collector: Awaited<ReturnType<typeof startCollector>>;
let spans: readonly CollectedSpan[];
beforeAll(async () => {
  collector = await startCollector();
  const tracing = await createTracing(
    { url: collector.url, share: 1 },
    { role: 'all', onError: () => {} },
  );
  world = await startWorld({ tracing });
  const installation = await install(world);
  await world.owner.api(k.createResource, {
    params: { team: world.team, installation },
    body: wanted({ name: 'traced-name' }),
    headers: { traceparent: `00-${ASKED.traceId}-${ASKED.spanId}-00` },
  });
  await world.close();
  spans = collector.spans();
});
afterAll(() => collector.stop());

function theSpan(name: string): CollectedSpan {
  const found = spans.filter((span) => span.traceId === ASKED.traceId && span.name === name);
  expect(found, name).toHaveLength(1);
  return found[0] as CollectedSpan;
}

function attributesOf({ attributes }: CollectedSpan) {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]),
  );
}

test('a request, the operation it begins and the call of the provider are one trace, each below the other', () => {
  const request = theSpan('POST /kontor/v1/teams/:team/installations/:installation/resources');
  const operation = theSpan('operation provision');
  const call = theSpan('provider provisionResource');

  expect(request.parentSpanId).toBe(ASKED.spanId);
  expect(operation.parentSpanId).toBe(request.spanId);
  expect(call.parentSpanId).toBe(operation.spanId);
  expect(attributesOf(request)).toMatchObject({ 'http.response.status_code': 201 });
  expect(attributesOf(operation)).toMatchObject({ 'kontor.status': 'succeeded' });
});

test('the provider is told the span of its call', () => {
  const asked = world.provider.seen.find(
    ({ method, path }) => method === 'POST' && path.endsWith('/resources'),
  );
  const { traceId, spanId } = theSpan('provider provisionResource');

  expect(asked?.traceparent).toBe(`00-${traceId}-${spanId}-01`);
});

test('transactions stand below what needs them, and never by themselves', () => {
  const transactions = spans.filter(({ name }) => name === 'transaction');

  expect(transactions.length).toBeGreaterThan(0);
  expect(transactions.filter(({ parentSpanId }) => !parentSpanId)).toEqual([]);
});

test('nobody is named, and nothing is told that was said to the host', () => {
  const told = collector.text();

  for (const word of ['traced-name', world.team, 'Bearer', 'postgres://']) {
    expect(told).not.toContain(word);
  }
});

test('of a share of nothing, nothing is told, whatever a caller asks for', async () => {
  const other = await startCollector();
  const ports = { role: 'all', onError: () => {} };
  const tracing = await createTracing({ url: other.url, share: 0 }, ports);
  const sampled = `00-${ASKED.traceId}-${ASKED.spanId}-01`;

  tracing.begin({ name: 'request' }, sampled)?.end();
  await tracing.within({ name: 'work' }, async () => {});
  await tracing.stop();

  expect(other.spans()).toEqual([]);
  await other.stop();
});

test('a collector that is away costs traces and nothing else', async () => {
  const gone = await startCollector();
  await gone.stop();
  const errors: Error[] = [];
  const ports = { role: 'all', onError: (error: Error) => void errors.push(error) };
  const tracing = await createTracing({ url: gone.url, share: 1 }, ports);

  const done = await tracing.within({ name: 'work' }, async () => 'done');
  await tracing.stop();

  expect(done).toBe('done');
  expect(errors.map(({ message }) => message)).toEqual([
    'traces cannot be handed over and are lost',
  ]);
});

test('what throws has gone wrong, and is thrown on', async () => {
  const other = await startCollector();
  const ports = { role: 'all', onError: () => {} };
  const tracing = await createTracing({ url: other.url, share: 1 }, ports);
  const failure = new TypeError('a secret may stand here');

  await expect(
    tracing.within({ name: 'work' }, async () => {
      throw failure;
    }),
  ).rejects.toBe(failure);
  await tracing.stop();

  expect(other.spans()).toMatchObject([{ name: 'work', status: { code: 2 } }]);
  expect(other.text()).not.toContain('a secret may stand here');
  await other.stop();
});
