import { expect, test } from 'vitest';
import { matchesBranch } from './branch-matcher.ts';

test.each([
  ['equals', 'release', 'release', true],
  ['equals', 'release', 'release/1', false],
  ['startsWith', 'release/', 'release/1', true],
  ['startsWith', 'release/', 'my/release/1', false],
  ['endsWith', '-staging', 'shop-staging', true],
  ['endsWith', '-staging', 'shop-staging-2', false],
] as const)('%s %s matches the branch %s: %s', (type, pattern, branch, expected) => {
  expect(matchesBranch({ type, pattern }, branch)).toBe(expected);
});
