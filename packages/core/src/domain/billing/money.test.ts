import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareMoney, inCents, minus, sumOf, times } from './money.ts';

test('amounts are exact where floating point is not', () => {
  expect(sumOf(['0.1', '0.2'])).toBe('0.3');
  expect(sumOf([])).toBe('0');
  expect(minus('1', '0.9')).toBe('0.1');
  expect(minus('1', '2.50')).toBe('-1.5');
  expect(times('1.10', 1.1)).toBe('1.21');
  expect(times('0.0000001', 3)).toBe('0.0000003');
  expect(times('2', 1e-7)).toBe('0.0000002');
  expect(times('2', 1e21)).toBe('2000000000000000000000');
  expect(compareMoney('10', '9.99')).toBeGreaterThan(0);
  expect(compareMoney('1.0', '1.00')).toBe(0);
});

test.each([
  ['1', '1.00'],
  ['1.005', '1.01'],
  ['1.0049', '1.00'],
  ['0', '0.00'],
])('%s is %s in cents', (amount, expected) => {
  expect(inCents(amount)).toBe(expected);
});

test('sums are those of whole numbers of cents, however they are cut', () => {
  const ofCents = fc.bigInt({ min: 0n, max: 10n ** 18n });
  fc.assert(
    fc.property(fc.array(ofCents, { maxLength: 30 }), (all) => {
      const amounts = all.map((each) => `${each / 100n}.${String(each % 100n).padStart(2, '0')}`);
      const total = all.reduce((sum, each) => sum + each, 0n);
      expect(inCents(sumOf(amounts)).replace('.', '')).toBe(String(total).padStart(3, '0'));
    }),
  );
});
