import { expect, test } from 'vitest';
import { memoryIdempotencyStore } from './memory-idempotency-store.ts';

const answer = { status: 200, contentType: 'application/json', body: '{}' };

test('an answer is forgotten after the time it is kept for', async () => {
  let now = new Date('2026-01-01T00:00:00Z');
  const store = memoryIdempotencyStore({ clock: () => now, keepHours: 1 });
  await store.begin('a', 'same');
  await store.finish('a', answer);

  now = new Date('2026-01-01T00:59:59Z');
  expect(await store.begin('a', 'same')).toEqual({ state: 'answered', answer });
  now = new Date('2026-01-01T01:00:00Z');
  expect(await store.begin('a', 'same')).toEqual({ state: 'new' });
});

test('the oldest answers make room for new keys, and calls that run are never forgotten', async () => {
  const store = memoryIdempotencyStore({ maxKeys: 3 });
  await store.begin('running', 'f');
  for (const key of ['a', 'b', 'c']) {
    await store.begin(key, 'f');
    await store.finish(key, answer);
  }

  expect(await store.begin('running', 'f')).toEqual({ state: 'running' });
  expect(await store.begin('c', 'f')).toEqual({ state: 'answered', answer });
  expect(await store.begin('a', 'f')).toEqual({ state: 'new' });
});
