import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matches } from './pattern.ts';

test.for([
  ['^[a-z]+$', 'abc', true],
  ['^[a-z]+$', 'aBc', false],
  ['b', 'abc', true],
  ['^(?:red|blue)$', 'blue', true],
  ['^a{2,3}$', 'aaaa', false],
  ['^a{2,}$', 'aaaa', true],
  ['^(ab)*$', 'abab', true],
  ['^(?<year>\\d{4})-(?=\\d)\\d{2}$', '2026-01', true],
  ['^[\\]*+)]$', '+', true],
  ['^\\p{L}+$', 'größe', true],
  ['^.$', '🙂', true],
  ['^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$', 'someone.with.a.long.name@mail.example.com', true],
  ['^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$', 'eu-west-1', true],
  ['', '', true],
] as const)('the pattern %s judges %j: %s', ([pattern, text, verdict]) => {
  expect(matches(pattern, text)).toBe(verdict);
});

test('a pattern with escapes that Unicode patterns may not have is read as it was meant', () => {
  expect(matches('^[\\_\\-a]+$', 'a_-')).toBe(true);
});

test.for(['(', '[', 'a{2,1}', '*', ')'])('%s is no pattern: nothing is judged', (pattern) => {
  expect(matches(pattern, 'text')).toBeUndefined();
});

const nearMiss = `${'a'.repeat(60)}!`;

test.for([
  '^(a+)+$',
  '^(a*)*$',
  '^(a|a)*$',
  '^(a|aa)+$',
  '^(?:a?){60}a{60}$',
  '^(([a-z])+.)+[A-Z]$',
  '^((a+))+$',
  '^(?=(a+)+$)',
  '^(a{1,30}){1,30}$',
  `^${'a?'.repeat(60)}${'a'.repeat(60)}$`,
  '.*.*.*.*.*.*=.*',
  '^(a+)\\1$',
  '^(?<word>a+)\\k<word>$',
  'a'.repeat(1_001),
])('a pattern that could keep the process busy is not run: %s', (pattern) => {
  expect(matches(pattern, nearMiss)).toBeUndefined();
});

/** Patterns of the characters that matter to backtracking. */
const anyPattern = fc
  .array(
    fc.constantFrom('a', 'b', '.', '(', '(?:', ')', '|', '*', '+', '?', '{2}', '{1,9}', '[ab]'),
    {
      maxLength: 12,
    },
  )
  .map((tokens) => tokens.join(''));

test('whatever the pattern, judging ends, and never disagrees with the language', () => {
  fc.assert(
    fc.property(anyPattern, fc.stringMatching(/^[ab]{0,40}!?$/), (pattern, text) => {
      const verdict = matches(pattern, text);
      if (verdict !== undefined) expect(new RegExp(pattern, 'u').test(text)).toBe(verdict);
    }),
    { numRuns: 1_000 },
  );
});
