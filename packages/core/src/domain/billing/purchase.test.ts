import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import {
  newBillingPlan,
  newInstallation,
  newInvoice,
  newPurchase,
} from '@kontor/testing/team-world';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareMoney } from './money.ts';
import { checkPurchase, postponed } from './purchase.ts';

const plan = (given: Partial<ResolvedBillingPlan> = {}) =>
  newBillingPlan({
    id: 'credits',
    type: 'prepayment',
    minimumAmount: '10',
    maximumAmount: '500.00',
    ...given,
  });

describe('what is bought', () => {
  test.each([
    ['10', '10.00'],
    ['10.5', '10.50'],
    ['10.500', '10.50'],
    ['500.00', '500.00'],
  ])('%s is %s', (amount, exact) => {
    const credits = plan();
    expect(checkPurchase(credits, amount)).toEqual({
      ok: true,
      value: { plan: credits, amount: exact },
    });
  });

  test.each([
    ['9.99', 'amount must be at least 10 under credits, and is 9.99.'],
    ['500.01', 'amount must be at most 500.00 under credits, and is 500.01.'],
    ['10.001', 'amount must be dollars with at most two decimals, and is 10.001.'],
  ])('is not %s', (amount, message) => {
    expect(checkPurchase(plan(), amount)).toMatchObject({
      ok: false,
      error: { code: 'invalid_request', message, facts: { fields: [{ key: 'amount' }] } },
    });
  });

  test.each([[null], [newBillingPlan({ id: 'pro', type: 'subscription' })]])(
    'is nothing under %j',
    (other) => {
      expect(checkPurchase(other, '10')).toMatchObject({
        ok: false,
        error: { code: 'billing_plan_unavailable' },
      });
    },
  );

  test('lies between the bounds to the cent, and never below what is charged at all', () => {
    const cents = fc.integer({ min: 0, max: 100_000 });
    const dollars = (value: number) =>
      `${Math.floor(value / 100)}.${String(value % 100).padStart(2, '0')}`;
    fc.assert(
      fc.property(cents, cents, cents, (amount, least, most) => {
        const bounds = { minimumAmount: dollars(least), maximumAmount: dollars(most) };
        const isSold = amount >= 50 && amount >= least && amount <= most;
        expect(checkPurchase(plan(bounds), dollars(amount)).ok).toBe(isSold);
        expect(compareMoney(dollars(amount), dollars(least)) >= 0).toBe(amount >= least);
      }),
    );
  });
});

test('a provider that is never reached is told again for about a day, and then no more', () => {
  const at = new Date('2026-01-05T10:00:00Z');
  let purchase = newPurchase(newInvoice(newInstallation()), { state: 'crediting' });
  const waits: number[] = [];
  for (;;) {
    const next = postponed(purchase, { at, now: at });
    if (next === undefined) break;
    waits.push((Number(next.retryAt) - at.getTime()) / 60_000);
    expect(next.state).toBe('paid');
    purchase = next;
  }

  expect(waits).toEqual([1, 5, 15, 60, 180, 360, 720]);
});
