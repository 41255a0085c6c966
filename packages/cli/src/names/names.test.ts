import { expect, test } from 'vitest';
import { oneOf } from './one-of.ts';
import { similarTo } from './similar.ts';
import { suggest } from './suggest.ts';

test.each([
  ['lagon', ['lagoon', 'tides'], ['lagoon']],
  ['Lagoon', ['lagoon'], ['lagoon']],
  ['wbe', ['web', 'api'], ['web']],
  ['lag', ['lagoon', 'legend', 'tides'], ['lagoon']],
  ['orders-db', ['orders', 'payments'], ['orders']],
  ['zzz', ['lagoon', 'tides'], []],
  ['', ['lagoon'], []],
])('%j probably meant %j to be %j', (typed, candidates, similar) => {
  expect(similarTo(typed, candidates)).toEqual(similar);
});

test('without anything similar, what there is is listed, up to ten names', () => {
  const many = Array.from({ length: 12 }, (_, index) => `name-${index}`);

  expect(suggest('zzz', ['web'])).toBe(" There is: 'web'.");
  expect(suggest('zzz', many)).toMatch(/^ There are: 'name-0', .*'name-9' and 2 more\.$/);
  expect(suggest('zzz', [])).toBe('');
});

const naming = {
  noun: 'resource',
  names: ({ name, id }: { name: string; id: string }) => [name, id] as const,
  tell: ({ name, id }: { name: string; id: string }) => `${id} (${name})`,
};
const items = [
  { name: 'db', id: 'store_1' },
  { name: 'db', id: 'store_2' },
  { name: 'cache', id: 'store_3' },
];

test('an item is found by name or id', () => {
  expect(oneOf('cache', items, naming)).toBe(items[2]);
  expect(oneOf('store_2', items, naming)).toBe(items[1]);
});

test('a name of two items is refused with both', () => {
  expect(() => oneOf('db', items, naming)).toThrow(
    expect.objectContaining({
      code: 'ambiguous_name',
      exitCode: 2,
      details: ['store_1 (db)', 'store_2 (db)'],
    }),
  );
});

test('a name of nothing is refused with what was probably meant', () => {
  expect(() => oneOf('cahce', items, naming)).toThrow(
    expect.objectContaining({
      code: 'resource_not_found',
      exitCode: 4,
      message: "There is no resource 'cahce'. Did you mean 'cache'?",
      facts: { candidates: ['db', 'cache'] },
    }),
  );
});
