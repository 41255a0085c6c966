import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDecimal } from './decimal.ts';

test('ten times a tenth is one', () => {
  const sum = Array.from({ length: 10 }).reduce<string>((total) => addDecimal(total, 0.1), '0');

  expect(sum).toBe('1');
});

test.each([
  ['0', 1e21, '1000000000000000000000'],
  ['1', 1e-7, '1.0000001'],
  ['1.5', -2.25, '-0.75'],
  ['-0.5', 0.5, '0'],
])('%s and %d are %s', (decimal, value, sum) => {
  expect(addDecimal(decimal, value)).toBe(sum);
});

test('what is no number is not added', () => {
  expect(() => addDecimal('0', Number.NaN)).toThrow(TypeError);
  expect(() => addDecimal('0', Number.POSITIVE_INFINITY)).toThrow(TypeError);
});

test('hundredths add up as integers do, in any order', () => {
  const amounts = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }));
  fc.assert(
    fc.property(amounts, (cents) => {
      const add = (all: readonly number[]) =>
        all.reduce((total, each) => addDecimal(total, each / 100), '0');
      const total = cents.reduce((sum, each) => sum + each, 0);
      expect(Number(add(cents))).toBe(total / 100);
      expect(add(cents.toReversed())).toBe(add(cents));
    }),
  );
});
