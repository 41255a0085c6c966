import { expect, test } from 'vitest';
import { isNoted, punctualityOf, silentFrom } from './report-age.ts';

const lastAt = new Date('2028-02-28T12:00:00Z');

test.each([
  ['2028-02-28T12:00:00.000Z', 'fresh'],
  ['2028-02-29T07:59:59.999Z', 'fresh'],
  ['2028-02-29T08:00:00.000Z', 'late'],
  ['2028-02-29T11:59:59.999Z', 'late'],
  ['2028-02-29T12:00:00.000Z', 'overdue'],
])('at %s a report of the day before is %s', (now, punctuality) => {
  expect(punctualityOf({ lastAt }, new Date(now))).toBe(punctuality);
});

test('the alarm goes off when a report becomes late', () => {
  expect(punctualityOf({ lastAt }, silentFrom(lastAt))).toBe('late');
});

test.each([
  ['2028-02-28T12:00:00.000Z', null, true],
  ['2028-02-28T12:00:00.999Z', null, true],
  ['2028-02-28T12:00:01.000Z', null, false],
  // by the clock of another process, or one that was set back
  ['2028-02-28T11:59:59.999Z', null, false],
  ['2028-02-28T12:00:00.000Z', lastAt, false],
])('a report at %s after silence since %s is noted: %s', (now, silentSince, noted) => {
  expect(isNoted({ lastAt, silentSince }, new Date(now))).toBe(noted);
});
