import { expect, test } from 'vitest';
import { BoundedCache } from './bounded-cache.ts';

test('the entry used longest ago goes when one too many comes', () => {
  const cache = new BoundedCache<string, number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.get('a');

  cache.set('c', 3);

  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
});

test('writing a key again replaces its value and takes no more room', () => {
  const cache = new BoundedCache<string, number>(2);
  cache.set('a', 1);
  cache.set('b', 2);

  cache.set('b', 3);

  expect([cache.get('a'), cache.get('b')]).toEqual([1, 3]);
});
