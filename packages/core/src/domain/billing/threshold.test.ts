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
  [
    'with less than any invoice is of',
    'invalid_request',
    { purchaseAmountInCents: 49 },
    { ...plan, minimumAmount: undefined },
  ],
  [
    'with more than its plan lets be bought by itself in a month',
    'invalid_request',
    { purchaseAmountInCents: 2001 },
    { ...plan, maximumAmountAutoPurchasePerPeriod: '20' },
  ],
] as const)('no balance is filled up %s', (_title, code, change, standing) => {
  expect(checkThreshold(standing, { ...wanted, ...change })).toMatchObject({
    ok: false,
    error: { code },
  });
});

test('a refusal says what was wanted and what is possible', () => {
  expect(checkThreshold(plan, { ...wanted, purchaseAmountInCents: 1049 })).toMatchObject({
    error: {
      message:
        'purchaseAmountInCents must be at least $10.50, which are 1050 cents, and is $10.49, which are 1049 cents.',
    },
  });
});
