import type { BillingPlan } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { freePlanOf, selectPlan } from './billing-plan.ts';

const pro: BillingPlan = { id: 'pro', type: 'subscription', name: 'Pro' };
const hobby: BillingPlan = {
  id: 'hobby',
  type: 'subscription',
  name: 'Hobby',
  description: 'For trying.',
  scope: 'installation',
  paymentMethodRequired: false,
};
const credits: BillingPlan = { ...hobby, id: 'credits', type: 'prepayment' };
const retired: BillingPlan = { ...hobby, id: 'retired', disabled: true };

test('a plan that is chosen has what its provider left open filled in', () => {
  expect(selectPlan([hobby, pro], 'pro')).toEqual({
    ok: true,
    value: { ...pro, description: '', scope: 'resource', paymentMethodRequired: true },
  });
});

test('what a provider states is kept', () => {
  expect(selectPlan([hobby, pro], 'hobby')).toEqual({ ok: true, value: hobby });
});

test('a plan that is not offered is refused, with those that can be chosen', () => {
  expect(selectPlan([hobby, pro, retired], 'gold')).toEqual({
    ok: false,
    error: { code: 'plan_not_found', planId: 'gold', offered: ['hobby', 'pro'] },
  });
});

test('a plan that is shown but not selectable is refused', () => {
  expect(selectPlan([retired, pro], 'retired')).toEqual({
    ok: false,
    error: { code: 'plan_disabled', planId: 'retired', offered: ['pro'] },
  });
});

test('the free plan is the first subscription that needs no payment method and can be chosen', () => {
  expect(freePlanOf([pro, credits, retired, hobby])).toEqual(hobby);
});

test.for([
  ['no plans', []],
  ['paid plans', [pro]],
  ['prepayments', [credits]],
  ['disabled plans', [retired]],
])('there is no free plan among %s', ([, plans]) => {
  expect(freePlanOf(plans as BillingPlan[])).toBeUndefined();
});
