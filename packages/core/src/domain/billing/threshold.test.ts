import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { checkThreshold } from './threshold.ts';

const plan: ResolvedBillingPlan = {
  id: 'credits',
  type: 'prepayment',
  name: 'Credits',
  description: '',
  scope: 'resource',
  paymentMethodRequired: true,
  minimumAmount: '10.5',
  maximumAmount: '500',
};
const wanted = {
  billingPlanId: 'credits',
  minimumAmountInCents: 500,
  purchaseAmountInCents: 2000,
  maximumAmountPerPeriodInCents: 10_000,
};

test.each([
  ['as the team wants it', wanted],
  ['at the least that is sold', { ...wanted, purchaseAmountInCents: 1050 }],
  [
    'at the most that is sold',
    { ...wanted, purchaseAmountInCents: 50_000, maximumAmountPerPeriodInCents: 50_000 },
  ],
  ['without a limit of its own', { ...wanted, maximumAmountPerPeriodInCents: undefined }],
])('a balance is filled up %s', (_title, threshold) => {
  expect(checkThreshold(plan, threshold)).toEqual({ ok: true, value: threshold });
});

test.each([
  ['of another plan', 'billing_plan_not_found', { billingPlanId: 'gold' }, plan],
  ['where there is no plan', 'billing_plan_not_found', {}, null],
  ['of what is paid afterwards', 'billing_plan_unavailable', {}, { ...plan, type: 'subscription' }],
  ['with less than is sold', 'invalid_request', { purchaseAmountInCents: 1049 }, plan],
  ['with more than is sold', 'invalid_request', { purchaseAmountInCents: 50_001 }, plan],
  ['with more than its limit', 'invalid_request', { maximumAmountPerPeriodInCents: 1999 }, plan],
] as const)('no balance is filled up %s', (_title, code, change, standing) => {
  expect(checkThreshold(standing, { ...wanted, ...change })).toMatchObject({
    ok: false,
    error: { code },
  });
});
