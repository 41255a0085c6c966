import { expect, test } from 'vitest';
import { watchCrowding } from './crowding.ts';

/** A process whose time and busyness the test decides. */
function process() {
  const state = { ms: 0, busyMs: 0 };
  const crowding = watchCrowding({ now: () => state.ms, busyMs: () => state.busyMs });
  return {
    ...crowding,
    /** Some time later, of which it was busy for such a share, these want something. */
    later: (ms: number, busyness: number, keys: string) => {
      state.ms += ms;
      state.busyMs += ms * busyness;
      for (const key of keys) crowding.note(key);
      return crowding.isCrowded();
    },
  };
}

test.each([
  ['it has time left', 25, 0.89, 'ab', false],
  ['only one wants anything', 25, 1, 'aaa', false],
  ['several want something and it is full', 25, 0.9, 'ab', true],
  ['it was not looked at long enough', 24, 1, 'ab', false],
] as const)('where %s', (_name, ms, busyness, keys, isCrowded) => {
  expect(process().later(ms, busyness, keys)).toBe(isCrowded);
});

test('it stays crowded until there is time again, so that it does not turn with every look', () => {
  const { later } = process();

  const looks = [0.95, 0.7, 0.6, 0.59, 0.7, 0.95].map((busyness) => later(100, busyness, 'ab'));

  expect(looks).toEqual([true, true, true, false, false, true]);
});

test('whoever asked for nothing lately is forgotten', () => {
  const { later } = process();
  later(100, 1, 'ab');

  expect(later(900, 1, 'a')).toBe(true);
  expect(later(999, 1, 'a')).toBe(true);
  expect(later(1, 1, 'a')).toBe(false);
  expect(later(5_000, 1, 'b')).toBe(false);
});

test('it stays crowded for as long as somebody is held back for it', () => {
  const { later, noteHeldBack } = process();
  later(100, 1, 'ab');
  noteHeldBack();

  expect(later(249, 0.1, 'ab')).toBe(true);
  expect(later(1, 0.1, 'ab')).toBe(false);
});

test.each([
  ['', false],
  ['aaa', false],
  ['aba', true],
] as const)('of %j who ask, it is shared: %s', (keys, isShared) => {
  const crowd = process();
  crowd.later(1, 0, keys);

  expect(crowd.isShared()).toBe(isShared);
});

test('who asked in the second before counts as well', () => {
  const crowd = process();
  crowd.later(100, 0, 'a');
  crowd.later(1_000, 0, 'b');

  expect(crowd.isShared()).toBe(true);
  crowd.later(1_000, 0, 'b');
  expect(crowd.isShared()).toBe(false);
});
