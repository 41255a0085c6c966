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

const nothing = async () => undefined;
const fail = async (): Promise<string> => {
  throw new Error('lost');
};

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

  expect([answers.known('a', nothing), answers.known('b', nothing)]).toEqual(['first', undefined]);

  clock.ms = 2000;
  expect(answers.known('a', nothing)).toBeUndefined();
});

test('that nothing was found is not remembered', async () => {
  const { answers } = worldAt(0);
  await answers.answer('a', async () => undefined);

  expect(await answers.answer('a', async () => 'now there')).toBe('now there');
});

test('in the last third of its time an answer is asked for once beside, and nobody waits for it', async () => {
  const { clock, answers } = worldAt(0);
  await answers.answer('a', async () => 'first');
  const second = Promise.withResolvers<string>();
  let times = 0;
  const ask = () => {
    times += 1;
    return second.promise;
  };

  clock.ms = 1333;
  expect([answers.answer('a', ask), times]).toEqual(['first', 0]);

  clock.ms = 1334;
  expect([answers.answer('a', ask), answers.known('a', ask), times]).toEqual(['first', 'first', 1]);

  second.resolve('second');
  await second.promise;
  expect(answers.answer('a', ask)).toBe('second');
});

test('what is found beside is remembered from when it was asked for', async () => {
  const { clock, answers } = worldAt(0);
  await answers.answer('a', async () => 'first');
  const second = Promise.withResolvers<string>();

  clock.ms = 1500;
  void answers.answer('a', () => second.promise);
  clock.ms = 1900;
  second.resolve('second');
  await second.promise;

  clock.ms = 3499;
  expect(answers.known('a', nothing)).toBe('second');
  clock.ms = 3500;
  expect(answers.known('a', nothing)).toBeUndefined();
});

test('what is no more there when it is asked for beside is forgotten', async () => {
  const { clock, answers } = worldAt(0);
  await answers.answer('a', async () => 'first');

  clock.ms = 1500;
  void answers.answer('a', nothing);
  await Promise.resolve();

  expect(answers.known('a', nothing)).toBeUndefined();
});

test('an answer that cannot be asked for beside is good until its time is over', async () => {
  const { clock, answers } = worldAt(0);
  await answers.answer('a', async () => 'first');

  clock.ms = 1500;
  void answers.answer('a', fail);
  await Promise.resolve();
  expect(answers.answer('a', fail)).toBe('first');

  clock.ms = 2000;
  await expect(answers.answer('a', fail)).rejects.toThrow('lost');
});

test('what was asked for earlier and comes later takes the place of nothing', async () => {
  const { clock, answers } = worldAt(0);
  await answers.answer('a', async () => 'first');
  const late = Promise.withResolvers<string>();

  clock.ms = 1500;
  void answers.answer('a', () => late.promise);
  clock.ms = 2000;
  await answers.answer('a', async () => 'third');
  late.resolve('second');
  await late.promise;

  expect(answers.known('a', nothing)).toBe('third');
});

test('nothing is remembered of a question that was under way when all was forgotten', async () => {
  const { answers } = worldAt(0);
  await answers.answer('a', async () => {
    answers.forget();
    return 'stale';
  });

  expect(await answers.answer('a', async () => 'fresh')).toBe('fresh');
});
