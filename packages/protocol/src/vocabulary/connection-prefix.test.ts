import { expect, test } from 'vitest';
import { connectionPrefix } from './connection-prefix.ts';

test.each([
  ['DB1', 'DB1'],
  ['db_1', 'db_1'],
  ['DB1_', 'DB1'],
  ['DB1___', 'DB1'],
  ['A'.repeat(64), 'A'.repeat(64)],
])('%s is accepted as %s', (typed, prefix) => {
  expect(connectionPrefix.parse(typed)).toBe(prefix);
});

test.each(['', '_', '1DB', '_DB', 'DB-1', 'DB 1', 'DÄ', 'DB\n'])('"%s" is refused', (typed) => {
  expect(connectionPrefix.safeParse(typed).success).toBe(false);
});

test('a refusal for length names the limit and what was received', () => {
  const refused = connectionPrefix.safeParse('A'.repeat(80));

  expect(refused.error?.issues.map(({ message }) => message)).toEqual([
    'A prefix has at most 64 characters; this one has 80.',
  ]);
});
