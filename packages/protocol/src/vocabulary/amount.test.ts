import { expect, test } from 'vitest';
import { amount } from './amount.ts';

test.each(['0', '10', '10.5', '0.00', '007', '123456789012345678901234567890.01'])(
  '%s is an amount',
  (text) => {
    expect(amount.parse(text)).toBe(text);
  },
);

test.each([
  '',
  '.5',
  '5.',
  '-1',
  '+1',
  '1e3',
  '1E3',
  '1,000',
  '$1',
  ' 1',
  '1\n',
  '0x10',
  'NaN',
  10.5,
])('"%s" is refused', (wrong) => {
  expect(amount.safeParse(wrong).success).toBe(false);
});
