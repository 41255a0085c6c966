import { expect, it } from 'vitest';
import { readRetryAfter } from './retry-after.ts';

const now = new Date('2026-05-01T12:00:00Z');

it.each([
  ['0', 0],
  ['30', 30_000],
  [' 30 ', 30_000],
  ['Fri, 01 May 2026 12:01:00 GMT', 60_000],
  ['Fri, 01 May 2026 11:00:00 GMT', 0],
  ['999999999', 86_400_000],
  ['Fri, 01 May 2099 12:00:00 GMT', 86_400_000],
])('%s is read as %i ms', (header, ms) => {
  expect(readRetryAfter(header, now)).toBe(ms);
});

it.each([undefined, '', '-1', '1.5', 'soon', 'Someday'])('%s says nothing', (header) => {
  expect(readRetryAfter(header, now)).toBeUndefined();
});
