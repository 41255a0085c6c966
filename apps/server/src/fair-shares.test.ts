import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFairShares, type ShareLimits } from './fair-shares.ts';

/** Enters for each letter in order, and then ends whoever has run the longest until nobody is left. */
async function orderOf(letters: string, limits: ShareLimits): Promise<string> {
  const shares = createFairShares(limits);
  const running: string[] = [];
  let order = '';
  const all = [...letters].map(async (key) => {
    await shares.enter(key);
    running.push(key);
    order += key;
  });
  // whoever is let in at once is there before anybody ends
  await settled();
  for (let next = running.shift(); next !== undefined; next = running.shift()) {
    shares.leave(next);
    await settled();
  }
  await Promise.all(all);
  expect(shares.counts()).toEqual({ running: 0, waiting: 0 });
  return order;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test.each([
  ['one key alone is served in its order', 'aaa', { places: 1, perKey: 1 }, 'aaa'],
  ['whoever comes late is served next', 'aaaab', { places: 1, perKey: 1 }, 'aabaa'],
  ['of those that wait each has a turn', 'aaaabbbc', { places: 1, perKey: 1 }, 'aabcabab'],
  [
    'nobody has all places, so that another finds one free',
    'aaaab',
    { places: 3, perKey: 2 },
    'aabaa',
  ],
] as const)('%s', async (_name, letters, limits, order) => {
  expect(await orderOf(letters, limits)).toBe(order);
});

type Move = readonly ['enter' | 'leave', string];
const move: fc.Arbitrary<Move> = fc.tuple(
  fc.constantFrom('enter' as const, 'leave' as const),
  fc.constantFrom('a', 'b', 'c', 'd'),
);

test('no place is given twice, none stays free that somebody may have, and nobody waits two rounds', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(move, { maxLength: 60 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 3 }),
      async (moves, places, perKey) => {
        const shares = createFairShares({ places, perKey });
        const inside: string[] = [];
        const waiting: string[] = [];
        /** How often another was let in since a key that could have been waits first in its line. */
        const passed = new Map<string, number>();
        for (const [what, key] of moves) {
          if (what === 'enter') {
            waiting.push(key);
            void shares.enter(key).then(() => {
              waiting.splice(waiting.indexOf(key), 1);
              inside.push(key);
              passed.delete(key);
              for (const other of new Set(waiting)) {
                const isFull = inside.filter((each) => each === other).length >= perKey;
                passed.set(other, isFull ? 0 : (passed.get(other) ?? 0) + 1);
              }
            });
          } else if (inside.includes(key)) {
            inside.splice(inside.indexOf(key), 1);
            shares.leave(key);
          }
          await settled();
          expect(inside.length).toBeLessThanOrEqual(places);
          for (const each of new Set(inside)) {
            expect(inside.filter((one) => one === each).length).toBeLessThanOrEqual(perKey);
          }
          const couldEnter = waiting.filter(
            (each) => inside.filter((one) => one === each).length < perKey,
          );
          if (inside.length < places) expect(couldEnter).toEqual([]);
          // three others at most have a turn before it is theirs
          for (const times of passed.values()) expect(times).toBeLessThanOrEqual(3);
          expect(shares.counts()).toEqual({ running: inside.length, waiting: waiting.length });
        }
      },
    ),
    { numRuns: 100, seed: 20_261_126 },
  );
});

test('whoever comes lets in those who may go on by now', async () => {
  let most = 1;
  const shares = createFairShares({ places: 8, perKey: () => most });
  const entered: string[] = [];
  const enter = (name: string) => void shares.enter('a').then(() => entered.push(name));
  enter('first');
  enter('second');
  await settled();
  expect(entered).toEqual(['first']);

  most = 3;
  enter('third');
  await settled();

  expect(entered).toEqual(['first', 'second', 'third']);
  expect(shares.counts()).toEqual({ running: 3, waiting: 0 });
});

test('a place that is free is taken at once, but not before those that wait', async () => {
  let most = 1;
  const shares = createFairShares({ places: 8, perKey: () => most });

  const first = [shares.tryEnter('a'), shares.tryEnter('a'), shares.tryEnter('b')];
  const waits = shares.enter('a');
  most = 2;
  const second = shares.tryEnter('a');
  shares.leave('a');
  await waits;

  expect([first, second]).toEqual([[true, false, true], false]);
  expect([shares.tryEnter('a'), shares.counts()]).toEqual([true, { running: 3, waiting: 0 }]);
});
