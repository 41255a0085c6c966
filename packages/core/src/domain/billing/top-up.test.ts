import { newBillingPlan } from '@kontor/testing/team-world';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideTopUp, monthAround, type StandingThreshold } from './top-up.ts';

const at = new Date('2026-01-31T23:59:59.999Z');
const plan = newBillingPlan({
  id: 'credits',
  type: 'prepayment',
  minimumAmount: '10',
  maximumAmount: '500',
  maximumAmountAutoPurchasePerPeriod: '100',
});
const threshold = (given: Partial<StandingThreshold> = {}): StandingThreshold => ({
  resourceId: null,
  billingPlanId: 'credits',
  minimumAmountInCents: 500,
  purchaseAmountInCents: 2_000,
  maximumAmountPerPeriodInCents: 5_000,
  isArmed: true,
  stoppedFor: null,
  heldUntil: null,
  balanceInCents: '499.99',
  ...given,
});
const buys = { do: 'buy', plan, amount: '20.00' };
const nothing = { do: 'nothing' };

test.each([
  ['below its minimum it is filled up', {}, '0', buys],
  ['at its minimum nothing happens', { balanceInCents: '500' }, '0', nothing],
  ['of which nothing was said nothing happens', { balanceInCents: null }, '0', nothing],
  ['less than nothing is below', { balanceInCents: '-1' }, '0', buys],
  ['that was filled up already waits', { isArmed: false }, '0', nothing],
  [
    'well again it waits for the next fall',
    { isArmed: false, balanceInCents: '500' },
    '0',
    { do: 'arm' },
  ],
  ['stopped it waits', { stoppedFor: 'payment_failed' }, '0', nothing],
  ['up to the most of the team', {}, '30.00', buys],
  ['not beyond the most of the team', {}, '30.01', { do: 'hold', cap: '50.00', bought: '30.01' }],
  ['up to the most of the plan', { maximumAmountPerPeriodInCents: undefined }, '80', buys],
  [
    'not beyond the most of the plan, whatever the team says',
    { maximumAmountPerPeriodInCents: 90_000 },
    '80.01',
    { do: 'hold', cap: '100', bought: '80.01' },
  ],
  [
    'held it waits for the month to end',
    { heldUntil: new Date('2026-02-01T00:00:00Z') },
    '0',
    nothing,
  ],
  ['held until now it goes on', { heldUntil: at }, '0', buys],
  [
    'of more than the plan sells at once stops',
    { purchaseAmountInCents: 50_001 },
    '0',
    { do: 'stop', reason: 'plan_changed' },
  ],
  [
    'of another plan stops',
    { billingPlanId: 'other' },
    '0',
    { do: 'stop', reason: 'plan_changed' },
  ],
] as const)('a balance %s', (_title, given, bought, decided) => {
  expect(decideTopUp(threshold(given), { plan, bought, at })).toEqual(decided);
});

test('a month is the calendar month in UTC, leap days and ends of years included', () => {
  const month = (text: string) =>
    Object.values(monthAround(new Date(text))).map((day) => day.toISOString().slice(0, 10));

  expect(month('2028-02-29T23:59:59.999Z')).toEqual(['2028-02-01', '2028-03-01']);
  expect(month('2026-12-31T23:59:59.999Z')).toEqual(['2026-12-01', '2027-01-01']);
  expect(month('2027-01-01T00:00:00.000Z')).toEqual(['2027-01-01', '2027-02-01']);
});

test('whatever is reported, once for each fall and never beyond the most of a month', () => {
  const reports = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { maxLength: 60 });
  fc.assert(
    fc.property(reports, (balances) => {
      let standing = threshold();
      let bought = 0;
      let falls = 0;
      let isBelow = false;
      for (const balance of balances) {
        if (balance < 500 && !isBelow) falls += 1;
        isBelow = balance < 500;
        const now = { ...standing, balanceInCents: String(balance) };
        const decided = decideTopUp(now, { plan, bought: `${bought}`, at });
        if (decided.do === 'arm') standing = { ...standing, isArmed: true };
        if (decided.do === 'hold') standing = { ...standing, heldUntil: monthAround(at).end };
        if (decided.do !== 'buy') continue;
        standing = { ...standing, isArmed: false };
        bought += 20;
      }
      expect(bought).toBe(Math.min(falls, 2) * 20);
    }),
  );
});
