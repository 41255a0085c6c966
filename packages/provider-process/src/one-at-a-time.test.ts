import { expect, test } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

test('works of one name run one after another, in the order they came', async () => {
  const run = oneAtATime();
  const said: string[] = [];
  const work = (name: string) => async () => {
    said.push(`${name} begins`);
    await Promise.resolve();
    said.push(`${name} ends`);
  };

  await Promise.all([run('a', work('first')), run('a', work('second'))]);

  expect(said).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});

test('works of different names do not wait for each other', async () => {
  const run = oneAtATime();
  const gate = Promise.withResolvers<void>();

  const waiting = run('a', () => gate.promise);
  const answer = await run('b', async () => 'done');
  gate.resolve();
  await waiting;

  expect(answer).toBe('done');
});

test('a work that fails tells its caller, and lets the next one run', async () => {
  const run = oneAtATime();

  const failing = run('a', () => Promise.reject(new Error('no')));
  const next = run('a', async () => 'done');

  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
});
