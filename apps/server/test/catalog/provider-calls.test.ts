import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { createCatalogReader } from '../../src/catalog/catalog-reader.ts';
import { integrationRoutes } from '../../src/catalog/integration-routes.ts';
import type { RecordedCall } from '../../src/partner-api/recorded-call.ts';
import {
  createProviderCallStore,
  type ProviderCallStorePorts,
  type WantedCalls,
} from '../../src/postgres/provider-call-store.ts';
import type { Sql } from '../../src/postgres/sql.ts';
import { addIntegration } from './catalog-data.ts';
import { useHost } from './host.ts';

const warnings: object[] = [];
const storeOn = (sql: Sql, limits: NonNullable<ProviderCallStorePorts['limits']> = {}) =>
  createProviderCallStore({
    sql,
    now: () => host.clock.now,
    log: { warn: (facts: object) => void warnings.push(facts) },
    limits,
  });

const host = useHost(({ database, vault, recordEvent, clock }) =>
  integrationRoutes({
    database,
    vault,
    recordEvent,
    catalog: createCatalogReader({ read: database.read, now: () => clock.now }),
    allowPrivateAddresses: false,
    listings: 'open',
    forget: () => {},
    now: () => clock.now,
  }),
);

beforeEach(() => {
  warnings.length = 0;
});

const callTo = (integrationId: string, told: Partial<RecordedCall> = {}): RecordedCall => ({
  integrationId,
  direction: 'outbound',
  operation: 'getResource',
  method: 'GET',
  path: '/v1/installations/icfg_1/resources/r',
  outcome: 'answered',
  durationMs: 12,
  traceId: 'a'.repeat(32),
  at: new Date('2026-02-28T12:00:00Z'),
  ...told,
});

test('a call is shown with its bodies, in the words of its outcome', async () => {
  const { id } = await addIntegration(host.database);
  const store = storeOn(host.database.read);
  store.record(callTo(id, { status: 200, responseBody: { name: 'db', tags: [null] } }));
  store.record(
    callTo(id, {
      installationId: 'icfg_1',
      outcome: 'unknown',
      reason: 'timeout',
      attempt: 2,
      requestBody: null,
    }),
  );

  expect(await store.newestOf(id, { limit: 10 })).toEqual([
    {
      id: expect.any(String),
      at: '2026-02-28T12:00:00.000Z',
      direction: 'outbound',
      operation: 'getResource',
      method: 'GET',
      path: '/v1/installations/icfg_1/resources/r',
      status: null,
      outcome: 'unknown: timeout',
      durationMs: 12,
      traceId: 'a'.repeat(32),
      installationId: 'icfg_1',
      requestBody: null,
      responseBody: null,
      attempt: 2,
      resourceId: null,
      idempotencyKey: null,
      replayOf: null,
      replayedBy: null,
    },
    expect.objectContaining({
      status: 200,
      outcome: 'answered',
      responseBody: { name: 'db', tags: [null] },
    }),
  ]);
});

test('calls are found by direction, failure and what they say, and read on from any of them', async () => {
  const { id } = await addIntegration(host.database);
  const store = storeOn(host.database.read);
  store.record(callTo(id, { status: 200, traceId: 'b'.repeat(32) }));
  store.record(callTo(id, { outcome: 'unknown', reason: 'timeout' }));
  store.record({
    ...callTo(id, { operation: 'createEvent', status: 201 }),
    direction: 'inbound',
    outcome: 'answered',
  });
  const found = async (wanted: Omit<WantedCalls, 'limit'>) =>
    (await store.newestOf(id, { ...wanted, limit: 10 })).map(({ operation }) => operation);

  expect(await found({ direction: 'inbound' })).toEqual(['createEvent']);
  expect(await found({ failed: true })).toEqual(['getResource']);
  expect(await found({ failed: false })).toEqual(['createEvent', 'getResource']);
  expect(await found({ search: 'TIMEOUT' })).toEqual(['getResource']);
  expect(await found({ search: 'b'.repeat(32) })).toEqual(['getResource']);
  expect(await found({ search: '%' })).toEqual([]);
  expect(await found({ status: '2xx' })).toEqual(['createEvent', 'getResource']);
  expect(await found({ status: '201' })).toEqual(['createEvent']);
  expect(await found({ operation: 'getResource', trace: 'b'.repeat(32) })).toEqual(['getResource']);
  expect(await found({ from: '2026-02-28T13:00:00+01:00' })).toHaveLength(3);
  expect(await found({ until: '2026-02-28T12:00:00Z' })).toEqual([]);
  const [newest] = await store.newestOf(id, { limit: 1 });
  expect(await found({ before: newest?.id })).toEqual(['getResource', 'getResource']);
});

test('calls are written behind those who record them, many in one statement', async () => {
  const { id } = await addIntegration(host.database);
  const statements: string[] = [];
  const sql: Sql = (text, values) => {
    statements.push(text);
    return host.database.read(text, values);
  };
  const store = storeOn(sql, { gatherMs: 1 });

  for (let status = 200; status < 250; status++) store.record(callTo(id, { status }));
  expect(statements).toEqual([]);

  await expect
    .poll(() => storeOn(host.database.read).newestOf(id, { limit: 100 }))
    .toHaveLength(50);
  expect(statements).toHaveLength(1);
});

test('closing keeps what was recorded before, and nothing after', async () => {
  const { id } = await addIntegration(host.database);
  const store = storeOn(host.database.read, { gatherMs: 60_000 });
  store.record(callTo(id, { status: 201 }));

  await store.close();
  store.record(callTo(id, { status: 202 }));

  const kept = await storeOn(host.database.read).newestOf(id, { limit: 10 });
  expect(kept.map(({ status }) => status)).toEqual([201]);
});

test('a database that does not take them costs calls, not memory, and says so', async () => {
  const { id } = await addIntegration(host.database);
  const broken: Sql = async () => {
    await delay(1);
    throw new Error('the disk is full');
  };
  const store = storeOn(broken, { waiting: 3, gatherMs: 60_000 });

  for (let status = 200; status < 210; status++) store.record(callTo(id, { status }));
  await store.close();

  expect(warnings).toEqual([expect.objectContaining({ lost: 3 })]);
});

test('old calls and those beyond the limit of an integration are forgotten', async () => {
  const busy = await addIntegration(host.database);
  const quiet = await addIntegration(host.database);
  const store = storeOn(host.database.read, { keptPerIntegration: 3 });
  await store.prune();
  for (const status of [201, 202, 203, 204, 205]) store.record(callTo(busy.id, { status }));
  store.record(callTo(quiet.id, { status: 206 }));
  store.record(callTo(quiet.id, { at: new Date('2026-02-21T23:59:59Z'), status: 207 }));
  const kept = async (id: string) =>
    (await store.newestOf(id, { limit: 10 })).map(({ status }) => status);
  await kept(busy.id);

  expect(await store.prune()).toBe(3);

  expect(await kept(busy.id)).toEqual([205, 204, 203]);
  expect(await kept(quiet.id)).toEqual([206]);
  expect(await store.prune()).toBe(0);
});
