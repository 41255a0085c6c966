import { expect, test } from 'vitest';
import { RecentAnswers } from './recent-answers.ts';

function worldAt(start: number) {
  const clock = { ms: start };
  const answers = new RecentAnswers<string>({
    forMs: 2000,
    capacity: 10,
    now: () => new Date(clock.ms),
  });
  return { clock, answers };
}

test('an answer is asked for once while it is fresh, and again after', async () => {
  const { clock, answers } = worldAt(0);
  await answers.answer('a', async () => 'first');

  clock.ms = 1999;
  expect(await answers.answer('a', async () => 'second')).toBe('first');

  clock.ms = 2000;
  expect(await answers.answer('a', async () => 'second')).toBe('second');
});

test('what is remembered is known while it is fresh, and nothing else is', async () => {
  const { clock, answers } = worldAt(0);
  await answers.answer('a', async () => 'first');

  expect([answers.known('a'), answers.known('b')]).toEqual(['first', undefined]);

  clock.ms = 2000;
  expect(answers.known('a')).toBeUndefined();
});

test('that nothing was found is not remembered', async () => {
  const { answers } = worldAt(0);
  await answers.answer('a', async () => undefined);

  expect(await answers.answer('a', async () => 'now there')).toBe('now there');
});

test('nothing is remembered of a question that was under way when all was forgotten', async () => {
  const { answers } = worldAt(0);
  await answers.answer('a', async () => {
    answers.forget();
    return 'stale';
  });

  expect(await answers.answer('a', async () => 'fresh')).toBe('fresh');
});
