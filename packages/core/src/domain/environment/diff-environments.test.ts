import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffEnvironments } from './diff-environments.ts';

test('a difference names what came, what went and what has another value', () => {
  const before = [
    { name: 'KEPT', value: '1' },
    { name: 'TURNED', value: '1' },
    { name: 'GONE', value: '1' },
  ];
  const after = [
    { name: 'TURNED', value: '2' },
    { name: 'NEW', value: '' },
    { name: 'FRESH', value: '1' },
    { name: 'KEPT', value: '1' },
  ];
  expect(diffEnvironments(before, after)).toEqual({
    added: ['FRESH', 'NEW'],
    removed: ['GONE'],
    changed: ['TURNED'],
  });
});

const anyVersion = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('A', 'B', 'C', '__proto__'),
    value: fc.constantFrom('1', '2', ''),
  }),
  { selector: ({ name }) => name },
);

test('the way back removes what the way there added, and changes the same names', () => {
  fc.assert(
    fc.property(anyVersion, anyVersion, (a, b) => {
      const there = diffEnvironments(a, b);
      const back = diffEnvironments(b, a);
      expect(back).toEqual({
        added: there.removed,
        removed: there.added,
        changed: there.changed,
      });
    }),
  );
});

test('a version does not differ from itself', () => {
  fc.assert(
    fc.property(anyVersion, (version) => {
      expect(diffEnvironments(version, version)).toEqual({ added: [], removed: [], changed: [] });
    }),
  );
});
