import { expect, test } from 'vitest';
import { GatheredReadings } from './gathered-readings.ts';

/** A source whose readings end when the test says so, each with what was true when it began. */
function source() {
  const waiting: { end: () => void; fail: () => void }[] = [];
  const state = { value: 'first', readings: [] as string[] };
  const readings = new GatheredReadings<string, string>((of, all) => {
    state.readings.push(`${of}: ${all.join(' ')}`);
    const { value } = state;
    return new Promise((resolve, reject) => {
      waiting.push({
        end: () => resolve(all.map((each) => `${value} ${each}`)),
        fail: () => reject(new Error('lost')),
      });
    });
  });
  const read = (key: string, of = 'team') => readings.read(of, key, key);
  /** The reading that begins in this turn of the event loop, or has begun. */
  const next = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return waiting.shift();
  };
  return { state, read, next };
}

test('what is asked for at once is read together, and the same thing once', async () => {
  const { state, read, next } = source();

  const all = [read('a'), read('b'), read('a')];
  (await next())?.end();

  expect(await Promise.all(all)).toEqual(['first a', 'first b', 'first a']);
  expect(state.readings).toEqual(['team: a b']);
});

test('who asks while it is being read shares the next reading, and sees what changed before they asked', async () => {
  const { state, read, next } = source();

  const early = read('a');
  const first = await next();
  state.value = 'second';
  const late = [read('a'), read('a'), read('a')];
  first?.end();
  expect(await early).toBe('first a');
  (await next())?.end();

  expect(await Promise.all(late)).toEqual(['second a', 'second a', 'second a']);
  expect(state.readings).toEqual(['team: a', 'team: a']);
});

test('who asks when nobody reads any more begins anew', async () => {
  const { state, read, next } = source();
  const first = read('a');
  (await next())?.end();
  await first;

  const second = read('a');
  (await next())?.end();
  await second;

  expect(state.readings).toEqual(['team: a', 'team: a']);
});

test('a reading that fails is told to those who wait for it, and to nobody else', async () => {
  const { read, next } = source();

  const first = read('a');
  const failing = await next();
  const second = read('a');
  failing?.fail();
  await expect(first).rejects.toThrow('lost');
  (await next())?.end();

  expect(await second).toBe('first a');
});

test('what is of another team is read by itself, and waits for nobody', async () => {
  const { state, read, next } = source();

  const slow = read('a', 'one');
  const kept = await next();
  const quick = read('a', 'other');
  (await next())?.end();
  expect(await quick).toBe('first a');
  kept?.end();

  expect(await slow).toBe('first a');
  expect(state.readings).toEqual(['one: a', 'other: a']);
});
