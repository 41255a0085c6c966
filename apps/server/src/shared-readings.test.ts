import { expect, test } from 'vitest';
import { SharedReadings } from './shared-readings.ts';

/** A source whose readings end when the test says so, each with what was true when it began. */
function source() {
  const waiting: { end: () => void; fail: () => void }[] = [];
  const state = { value: 'first', readings: 0 };
  const ask = () => {
    state.readings += 1;
    const { value } = state;
    return new Promise<string>((resolve, reject) => {
      waiting.push({ end: () => resolve(value), fail: () => reject(new Error('lost')) });
    });
  };
  return { state, ask, next: () => waiting.shift() };
}

test('who asks while it is being read shares the next reading, and sees what changed before they asked', async () => {
  const { state, ask, next } = source();
  const readings = new SharedReadings<string>();

  const early = readings.read('a', ask);
  state.value = 'second';
  const late = [readings.read('a', ask), readings.read('a', ask), readings.read('a', ask)];
  next()?.end();
  expect(await early).toBe('first');
  next()?.end();

  expect(await Promise.all(late)).toEqual(['second', 'second', 'second']);
  expect(state.readings).toBe(2);
});

test('who asks when nobody reads any more begins anew', async () => {
  const { state, ask, next } = source();
  const readings = new SharedReadings<string>();
  const first = readings.read('a', ask);
  next()?.end();
  await first;

  const second = readings.read('a', ask);
  next()?.end();
  await second;

  expect(state.readings).toBe(2);
});

test('a reading that fails is told to those who wait for it, and to nobody else', async () => {
  const { ask, next } = source();
  const readings = new SharedReadings<string>();

  const first = readings.read('a', ask);
  const second = readings.read('a', ask);
  next()?.fail();
  await expect(first).rejects.toThrow('lost');
  next()?.end();

  expect(await second).toBe('first');
});

test('what is asked for under another name is read by itself', async () => {
  const { state, ask, next } = source();
  const readings = new SharedReadings<string>();

  const both = [readings.read('a', ask), readings.read('b', ask)];
  next()?.end();
  next()?.end();
  await Promise.all(both);

  expect(state.readings).toBe(2);
});
