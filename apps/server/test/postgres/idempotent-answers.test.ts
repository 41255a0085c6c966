import { fail, ok, type Refusal, type RefusalCode, type Result } from '@kontor/core';
import { PATIENCE_MS } from '@kontor/testing';
import { afterEach, expect, test, vi } from 'vitest';
import type { AnyAnswer } from '../../src/http/route.ts';
import { randomText } from '../../src/ids.ts';
import {
  createIdempotentAnswers,
  forgetOldAnswers,
} from '../../src/postgres/idempotent-answers.ts';
import { createVault } from '../../src/vault/vault.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();
afterEach(() => vi.useRealTimers());

const request = {
  method: 'POST',
  url: '/kontor/v1/teams/a/projects',
  body: { name: 'shop', tags: [1] },
};
const created: AnyAnswer = {
  status: 201,
  body: { secret: 'kmt_x' },
  headers: { location: '/p/1' },
};

function newKey() {
  return { teamId: `team_${randomText(8)}`, caller: 'usr_1', key: randomText(12) };
}

/** One process of the host. */
function startProcess({ waitMs = 5000 } = {}) {
  const keyWrapper = {
    wrap: async (dataKey: Uint8Array) => ({ keyId: 'k', wrapped: Buffer.from(dataKey) }),
    unwrap: async (_id: string, wrapped: Uint8Array) => Buffer.from(wrapped),
  };
  const { database } = held;
  const vault = createVault({ database, keyWrapper, now: () => new Date() });
  const onError = (error: unknown) => {
    throw error;
  };
  return createIdempotentAnswers({ database, vault, waitMs, onError });
}

/** Something that is done, counted, and finished on command. */
function work(outcome: Result<AnyAnswer, Refusal> = ok(created)) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const handle = vi.fn(async () => {
    await promise;
    return outcome;
  });
  return { handle, finish: resolve };
}

function done(outcome: Result<AnyAnswer, Refusal> = ok(created)) {
  const { handle, finish } = work(outcome);
  finish();
  return handle;
}

const rowOf = async ({ key }: { key: string }) =>
  (
    await held.database.read<{ locked_until: Date; sealed_body: Buffer | null; status: number }>(
      'select locked_until, sealed_body, status from idempotent_request where key = $1',
      [key],
    )
  )[0];

const agedBy = (key: string, interval: string) =>
  held.database.read(
    `update idempotent_request set created_at = created_at - $2::interval,
       locked_until = locked_until - $2::interval where key = $1`,
    [key, interval],
  );

test('a repeat gets the first answer, with its status and headers, from any process', async () => {
  const key = newKey();
  const again = done();
  await startProcess().once(key, request, done());

  const repeated = await startProcess().once(key, request, again);

  expect(repeated).toEqual(ok(created));
  expect(again).not.toHaveBeenCalled();
});

test('the order of keys in the body does not make another request', async () => {
  const key = newKey();
  const answers = startProcess();
  await answers.once(key, request, done());

  const body = { tags: [1], name: 'shop' };

  expect(await answers.once(key, { ...request, body }, done())).toEqual(ok(created));
});

test.each([
  ['another body', { ...request, body: { name: 'other', tags: [1] } }],
  ['another address', { ...request, url: '/kontor/v1/teams/a/tokens' }],
  ['another method', { ...request, method: 'PUT' }],
  ['no body', { ...request, body: undefined }],
])('%s under the same key is refused', async (_name, other) => {
  const key = newKey();
  const answers = startProcess();
  await answers.once(key, request, done());
  const handle = done();

  const refused = await answers.once(key, other, handle);

  expect(refused).toMatchObject({ ok: false, error: { code: 'idempotency_key_reused' } });
  expect(handle).not.toHaveBeenCalled();
});

test('the same key of another caller or team is another key', async () => {
  const key = newKey();
  const answers = startProcess();
  await answers.once(key, request, done());

  for (const other of [
    { ...key, caller: 'usr_2' },
    { ...key, teamId: 'team_other' },
  ]) {
    const handle = done();
    await answers.once(other, request, handle);
    expect(handle).toHaveBeenCalledOnce();
  }
});

test('a repeat that comes while the first is running waits for its answer', async () => {
  const key = newKey();
  const first = work();
  const again = done();
  const running = startProcess().once(key, request, first.handle);
  await vi.waitFor(() => expect(first.handle).toHaveBeenCalled(), PATIENCE_MS);

  const waiting = startProcess().once(key, request, again);
  first.finish();

  expect(await Promise.all([running, waiting])).toEqual([ok(created), ok(created)]);
  expect(again).not.toHaveBeenCalled();
});

test('of many that come at once, one runs', async () => {
  const key = newKey();
  const handle = done();

  const answers = await Promise.all(
    Array.from({ length: 12 }, () => startProcess().once(key, request, handle)),
  );

  expect(handle).toHaveBeenCalledOnce();
  expect(answers).toEqual(answers.map(() => ok(created)));
});

test('a repeat that has waited long enough is told when to come back', async () => {
  const key = newKey();
  const first = work();
  const running = startProcess().once(key, request, first.handle);
  await vi.waitFor(() => expect(first.handle).toHaveBeenCalled(), PATIENCE_MS);

  const refused = await startProcess({ waitMs: 100 }).once(key, request, done());

  expect(refused).toMatchObject({
    ok: false,
    error: { code: 'idempotency_key_in_use', facts: { retryAfterSeconds: 5 } },
  });
  first.finish();
  await running;
});

test('a refusal is repeated like an answer', async () => {
  const key = newKey();
  const refusal: Refusal = { code: 'name_taken', message: 'taken', facts: { name: 'shop' } };
  const answers = startProcess();
  await answers.once(key, request, done(fail(refusal)));

  expect(await answers.once(key, request, done())).toEqual(fail(refusal));
});

test.each<RefusalCode>([
  'provider_unreachable',
  'unavailable',
  'payment_running',
  'operation_running',
  'rate_limited',
])('a refusal that passes leaves the key free for another try: %s', async (code) => {
  const key = newKey();
  const answers = startProcess();
  await answers.once(key, request, done(fail({ code, message: 'for now' })));

  expect(await answers.once(key, request, done())).toEqual(ok(created));
});

test('a failure leaves the key free for another try', async () => {
  const key = newKey();
  const answers = startProcess();
  const failing = answers.once(key, request, async () => {
    throw new Error('the database is gone');
  });
  await expect(failing).rejects.toThrow('the database is gone');

  expect(await answers.once(key, request, done())).toEqual(ok(created));
});

test('what a process that died had begun runs again once its lock ran out', async () => {
  const key = newKey();
  const dead = work();
  const lost = startProcess().once(key, request, dead.handle);
  await vi.waitFor(() => expect(dead.handle).toHaveBeenCalled(), PATIENCE_MS);
  await agedBy(key.key, '61 seconds');

  const answer = await startProcess().once(key, request, done());

  expect(answer).toEqual(ok(created));
  dead.finish();
  await lost;
});

test('a process that lost its key keeps no answer over that of the one who has it', async () => {
  const key = newKey();
  const slow = work(ok({ status: 200, body: 'slow' }));
  const late = startProcess().once(key, request, slow.handle);
  await vi.waitFor(() => expect(slow.handle).toHaveBeenCalled(), PATIENCE_MS);
  await agedBy(key.key, '61 seconds');
  const second = work(ok({ status: 200, body: 'second' }));
  const running = startProcess().once(key, request, second.handle);
  await vi.waitFor(() => expect(second.handle).toHaveBeenCalled(), PATIENCE_MS);

  slow.finish();
  await late;
  second.finish();
  await running;

  const kept = await startProcess().once(key, request, done());
  expect(kept).toEqual(ok({ status: 200, body: 'second' }));
});

test('the lock of a request that takes long is renewed while it runs', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const key = newKey();
  const long = work();
  const running = startProcess().once(key, request, long.handle);
  await vi.waitFor(() => expect(long.handle).toHaveBeenCalled(), PATIENCE_MS);
  const before = await rowOf(key);

  vi.advanceTimersByTime(20_000);

  await vi.waitFor(async () => {
    const after = await rowOf(key);
    expect(after?.locked_until.getTime()).toBeGreaterThan(before?.locked_until.getTime() ?? 0);
  }, PATIENCE_MS);
  long.finish();
  await running;
  expect(await startProcess().once(key, request, done())).toEqual(ok(created));
});

test('an answer cannot be read in the database', async () => {
  const key = newKey();
  await startProcess().once(key, request, done());

  const row = await rowOf(key);

  expect(row?.status).toBe(201);
  expect(row?.sealed_body?.includes('kmt_x')).toBe(false);
});

test('answers are forgotten after a day, and their keys are free again', async () => {
  const [old, young] = [newKey(), newKey()];
  const answers = startProcess();
  await answers.once(old, request, done());
  await answers.once(young, request, done());
  await agedBy(old.key, '25 hours');

  expect(await forgetOldAnswers(held.database)).toBe(1);

  const handle = done();
  await answers.once(old, { ...request, body: {} }, handle);
  expect(handle).toHaveBeenCalledOnce();
  expect(await rowOf(young)).toBeDefined();
});

test('a key whose answer is a day old is free before anybody cleaned up', async () => {
  const key = newKey();
  const answers = startProcess();
  await answers.once(key, request, done());
  await agedBy(key.key, '25 hours');

  const handle = done();
  await answers.once(key, { ...request, body: {} }, handle);

  expect(handle).toHaveBeenCalledOnce();
});
