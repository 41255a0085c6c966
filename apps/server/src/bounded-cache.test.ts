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

test('what was used a moment ago counts as used again after another one came', () => {
  const cache = new BoundedCache<string, number>(2);
  cache.set('a', 1);
  cache.get('a');
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

test('what weighs more makes room for itself by as many as it takes', () => {
  const cache = new BoundedCache<string, number>(10, (weight) => weight);
  for (const [key, weight] of Object.entries({ a: 3, b: 3, c: 3 })) cache.set(key, weight);

  cache.set('d', 6);
  cache.set('d', 4);
  cache.set('e', 3);

  const kept = ['a', 'b', 'c', 'd', 'e'].filter((key) => cache.get(key) !== undefined);
  expect(kept).toEqual(['c', 'd', 'e']);
});

test('what weighs more than all may is not kept', () => {
  const cache = new BoundedCache<string, number>(10, (weight) => weight);

  cache.set('a', 11);
  cache.set('b', 10);

  expect([cache.get('a'), cache.get('b')]).toEqual([undefined, 10]);
});
