import { expect, test } from 'vitest';
import { billingPlan, resolveBillingPlan, resolvedBillingPlan } from './billing-plan.ts';

test('a plan with only what is required is resolved with the defaults of the protocol', () => {
  const stated = billingPlan.parse({ id: 'pro', type: 'subscription', name: 'Pro' });

  const resolved = resolveBillingPlan(stated);

  expect(resolvedBillingPlan.parse(resolved)).toEqual({
    id: 'pro',
    type: 'subscription',
    name: 'Pro',
    description: '',
    scope: 'resource',
    paymentMethodRequired: true,
  });
});

test('what a plan states is kept, keys of no known meaning included', () => {
  const stated = {
    id: 'free',
    type: 'subscription',
    name: 'Free',
    description: 'To try',
    scope: 'installation',
    paymentMethodRequired: false,
    maxResources: 3,
  };

  expect(resolveBillingPlan(billingPlan.parse(stated))).toEqual(stated);
});

test('null stands for absent, and texts may be empty', () => {
  const stated = billingPlan.parse({
    id: 'org',
    type: 'subscription',
    name: '',
    description: '',
    cost: '',
    scope: null,
    details: null,
    effectiveDate: null,
    preauthorizationAmount: null,
    minimumAmount: null,
  });

  expect(stated).toEqual({ id: 'org', type: 'subscription', name: '', description: '', cost: '' });
});

test.each([
  { id: '', type: 'subscription', name: 'Pro' },
  { id: 'pro', type: 'invoice', name: 'Pro' },
  { id: 'pro', type: 'prepayment', name: 'Pro', minimumAmount: '1e3' },
  { id: 'pro', type: 'subscription', name: 'Pro', preauthorizationAmount: -1 },
  { id: 'pro', type: 'subscription' },
])('%j is refused', (wrong) => {
  expect(billingPlan.safeParse(wrong).success).toBe(false);
});
