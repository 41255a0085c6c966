import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareMoney, sumOf } from '../billing/money.ts';
import { type Budget, reasonsToAsk } from './budget.ts';

const budget: Budget = { perMonth: '100', perPurchase: '30' };
const nothing = { spent: '0', reserved: '0' };

test.for([
  ['nothing, without a budget', null, '0.00', nothing, []],
  ['something, without a budget', null, '0.01', nothing, ['no_budget']],
  ['what nobody knows', budget, null, nothing, ['price_unknown']],
  ['up to what is had at once', budget, '30.00', nothing, []],
  ['a cent more at once', budget, '30.01', nothing, ['per_purchase']],
  ['up to the month', budget, '20', { spent: '70.005', reserved: '9.995' }, []],
  ['beyond it', budget, '20.01', { spent: '70', reserved: '10' }, ['per_month']],
  ['beyond both', budget, '101', nothing, ['per_purchase', 'per_month']],
  ['any amount at once', { ...budget, perPurchase: null }, '100', nothing, []],
  ['nothing once all is spent', budget, '0', { spent: '100', reserved: '0' }, []],
] as const)('buying %s', ([, given, price, taken, reasons]) => {
  expect(reasonsToAsk(given, { price, policies: [] }, taken)).toEqual(reasons);
});

test('terms always need somebody, whatever it costs', () => {
  expect(reasonsToAsk(budget, { price: '0', policies: ['eula'] }, nothing)).toEqual(['terms']);
});

const cents = fc.integer({ min: 0, max: 20_000 }).map((each) => (each / 100).toFixed(2));

test('whatever is bought one after the other without asking stays within the month', () => {
  fc.assert(
    fc.property(cents, fc.array(cents), (perMonth, prices) => {
      let reserved = '0';
      for (const price of prices) {
        const asked = { price, policies: [] };
        const reasons = reasonsToAsk({ perMonth, perPurchase: null }, asked, {
          spent: '0',
          reserved,
        });
        if (reasons.length === 0) reserved = sumOf([reserved, price]);
      }
      expect(compareMoney(reserved, perMonth)).toBeLessThanOrEqual(0);
    }),
  );
});
