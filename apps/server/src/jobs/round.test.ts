import { expect, test } from 'vitest';
import { createRound } from './round.ts';

test('runs look at all, some each, and begin anew', async () => {
  const all = [1, 2, 3, 4, 5];
  const round = createRound<number>(
    async (after = 0, limit) => all.filter((each) => each > after).slice(0, limit),
    2,
  );

  const runs = [await round(), await round(), await round(), await round()];

  expect(runs).toEqual([[1, 2], [3, 4], [5], [1, 2]]);
});

test('what is there in full at the end of a run is followed by a run that finds nothing, and all anew', async () => {
  const all = [1, 2];
  const round = createRound<number>(
    async (after = 0, limit) => all.filter((each) => each > after).slice(0, limit),
    2,
  );

  expect([await round(), await round(), await round()]).toEqual([[1, 2], [], [1, 2]]);
});
