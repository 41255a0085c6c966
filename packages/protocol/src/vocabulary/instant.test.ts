import { expect, test } from 'vitest';
import { instant, readInstant } from './instant.ts';

test.each([
  ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
  ['2026-03-01T10:00:00.5Z', '2026-03-01T10:00:00.500Z'],
  ['2026-03-01T10:00:00.123456789Z', '2026-03-01T10:00:00.123Z'],
  ['2026-03-01T10:00:00+02:00', '2026-03-01T08:00:00.000Z'],
  ['2026-03-01T10:00Z', '2026-03-01T10:00:00.000Z'],
  ['2026-03-01 10:00:00z', '2026-03-01T10:00:00.000Z'],
])('%s is the moment %s', (text, moment) => {
  expect(instant.safeParse(text).success).toBe(true);
  expect(readInstant(text).toISOString()).toBe(moment);
});

test.each([
  '2026-03-01',
  '2026-03-01T10:00:00',
  '2026-13-01T10:00:00Z',
  'now',
  '1772359200000',
  '',
])('%j is no moment', (text) => {
  expect(instant.safeParse(text).success).toBe(false);
});
