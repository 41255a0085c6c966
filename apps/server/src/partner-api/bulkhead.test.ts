import { expect, it } from 'vitest';
import { createBulkhead } from './bulkhead.ts';

const { signal } = new AbortController();

it('places are given on in the order in which they were asked for', async () => {
  const bulkhead = createBulkhead({ running: 1, queued: 3 });
  const order: string[] = [];
  await bulkhead.enter(signal);

  const line = ['a', 'b', 'c'].map(async (name) => {
    await bulkhead.enter(signal);
    order.push(name);
    bulkhead.leave();
  });
  bulkhead.leave();
  await Promise.all(line);

  expect(order).toEqual(['a', 'b', 'c']);
  expect(await bulkhead.enter(signal)).toBe('entered');
});

it('a place is never given to more than one, even at the moment it is given on', async () => {
  const bulkhead = createBulkhead({ running: 1, queued: 1 });
  await bulkhead.enter(signal);
  const next = bulkhead.enter(signal);

  bulkhead.leave();
  const late = bulkhead.enter(signal);
  const later = await bulkhead.enter(signal);

  expect(await next).toBe('entered');
  expect(later).toBe('full');
  bulkhead.leave();
  expect(await late).toBe('entered');
});

it('who gives up leaves the line, and takes no place later', async () => {
  const bulkhead = createBulkhead({ running: 1, queued: 1 });
  const impatient = new AbortController();
  await bulkhead.enter(signal);
  const queued = bulkhead.enter(impatient.signal);

  impatient.abort();

  expect(await queued).toBe('gave-up');
  bulkhead.leave();
  expect(await bulkhead.enter(signal)).toBe('entered');
  expect(await bulkhead.enter(impatient.signal)).toBe('gave-up');
});
