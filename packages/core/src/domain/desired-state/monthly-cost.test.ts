import { expect, test } from 'vitest';
import { perMonthInAll, perMonthOf } from './monthly-cost.ts';

const plan = (cost: string | undefined, more = {}) => ({
  ...({ id: 'p', type: 'subscription', name: 'P', description: '', scope: 'resource' } as const),
  paymentMethodRequired: true,
  ...(cost === undefined ? {} : { cost }),
  ...more,
});

test.each([
  ['$20.00/month', '20.00'],
  ['$5 per mo.', '5'],
  ['US$1,250 / month', '1250'],
  ['19.99 USD/month', '19.99'],
  ['$0.10/GB', null],
  ['from $20/month', null],
  ['$120/year', null],
  ['$20/month + usage', null],
  ['', null],
  [undefined, null],
])('a cost of %s is %s a month', (cost, expected) => {
  expect(perMonthOf(plan(cost))).toBe(expected);
});

test('a free plan costs nothing, whatever it says; a prepayment is never free', () => {
  expect(perMonthOf(plan('Free', { paymentMethodRequired: false }))).toBe('0');
  expect(perMonthOf(plan('Free', { paymentMethodRequired: false, type: 'prepayment' }))).toBeNull();
});

test('what is known is summed to the cent, and what is not known is told', () => {
  const cost = (perMonth: string | null) => ({ resource: 'r', plan: 'p', stated: null, perMonth });

  expect(perMonthInAll([cost('0.10'), cost('0.20')])).toEqual({ known: '0.3', isComplete: true });
  expect(perMonthInAll([cost('5'), cost(null)])).toEqual({ known: '5', isComplete: false });
  expect(perMonthInAll([])).toEqual({ known: '0', isComplete: true });
});
