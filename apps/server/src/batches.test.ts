import { PATIENCE_MS } from '@kontor/testing';
import { expect, test, vi } from 'vitest';
import { Batches } from './batches.ts';

/** A batch runner that stops until the test lets it go on, and fails at `poison`. */
function runner({ poison }: { poison?: number } = {}) {
  const batches: number[][] = [];
  const waiting: (() => void)[] = [];
  const run = (items: readonly number[]) =>
    new Promise<void>((resolve, reject) => {
      batches.push([...items]);
      const isBad = poison !== undefined && items.includes(poison);
      waiting.push(isBad ? () => reject(new Error('no')) : resolve);
    });
  const letGo = async () => {
    waiting.shift()?.();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  return { batches, run, letGo };
}

test('what is added while a batch runs is the next one, and no batch has more than the most', async () => {
  const { batches, run, letGo } = runner();
  const added = new Batches(run, 3);

  const all = [1, 2, 3, 4, 5].map((item) => added.add(item));
  for (const _ of all) await letGo();

  await Promise.all(all);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
});

test('one that cannot be done is told so, and spoils it for no other', async () => {
  const { batches, run, letGo } = runner({ poison: 3 });
  const added = new Batches(run, 10);

  const all = [1, 2, 3, 4].map((item) => added.add(item));
  for (let time = 0; time < 8; time++) await letGo();

  const outcomes = await Promise.allSettled(all);
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
  expect(batches).toEqual([[1], [2, 3, 4], [2], [3], [4]]);
});

test('after a batch that failed the next one is done', async () => {
  const { run, letGo } = runner({ poison: 1 });
  const added = new Batches(run, 10);
  const failed = added.add(1);
  const settled = Promise.allSettled([failed]);
  await letGo();
  expect(await settled).toMatchObject([{ status: 'rejected' }]);

  const next = added.add(2);
  await letGo();

  await expect(next).resolves.toBeUndefined();
});

test('after a batch of many, more are waited for until there are as many as one takes', async () => {
  const { batches, run, letGo } = runner();
  const added = new Batches(run, 8, 60_000);
  const all = [1, 2].map((item) => added.add(item));
  await letGo();
  expect(batches).toEqual([[1]]);
  for (const item of [3, 4, 5, 6, 7, 8]) all.push(added.add(item));
  await letGo();
  expect(batches).toEqual([[1]]);

  all.push(added.add(9));
  await letGo();
  await letGo();

  await Promise.all(all);
  expect(batches).toEqual([[1], [2, 3, 4, 5, 6, 7, 8, 9]]);
});

test('more are not waited for long, and after a batch of few not at all', async () => {
  const { batches, run, letGo } = runner();
  const soon = new Batches(run, 8, 1);
  const atOnce = new Batches(run, 16, 60_000);

  for (const added of [soon, atOnce]) {
    const all = [1, 2].map((item) => added.add(item));
    await letGo();
    await vi.waitFor(() => expect(batches.at(-1)).toEqual([2]), PATIENCE_MS);
    await letGo();
    await Promise.all(all);
    batches.length = 0;
  }
});
