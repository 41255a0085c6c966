import { expect, test } from 'vitest';
import { createRateLimits, forgetOldWindows } from '../../src/postgres/rate-limits.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();
const clock = { now: new Date('2026-03-01T00:00:00Z') };
const process = (factor = 1) =>
  createRateLimits({ sql: held.database.read, now: () => clock.now, factor });
const call = (key: string) => ({ key, requests: 2, windowSeconds: 60 });
const later = (seconds: number) => new Date(clock.now.getTime() + seconds * 1000);

test('a window begins with the first call of a caller, and the next one after its end', async () => {
  const limits = process();
  const resetAt = later(60);

  expect(await limits.take(call('a'))).toMatchObject({ isAllowed: true, remaining: 1, resetAt });
  clock.now = later(59);
  expect(await limits.take(call('a'))).toMatchObject({ isAllowed: true, remaining: 0, resetAt });
  expect(await limits.take(call('a'))).toMatchObject({ isAllowed: false, remaining: 0, resetAt });
  expect(await limits.take(call('b'))).toMatchObject({ isAllowed: true, remaining: 1 });

  clock.now = later(1);
  expect(await limits.take(call('a'))).toMatchObject({
    isAllowed: true,
    total: 2,
    remaining: 1,
    resetAt: later(60),
  });
});

test('processes count together, also at once', async () => {
  const processes = [process(), process(), process()];

  const taken = await Promise.all(processes.map((each) => each.take(call('together'))));

  expect(taken.filter(({ isAllowed }) => isAllowed)).toHaveLength(2);
});

test('a factor changes every limit, and leaves at least one call', async () => {
  expect(await process(2.5).take(call('more'))).toMatchObject({ total: 5, remaining: 4 });
  expect(await process(0.1).take(call('less'))).toMatchObject({ total: 1, isAllowed: true });
});

test('windows of the day before are forgotten', async () => {
  await process().take(call('old'));
  await forgetOldWindows(held.database.read, later(24 * 60 * 60 + 1));

  expect(await held.database.read('select key from rate_limit_window')).toEqual([]);
});
