import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { previewPlan } from './plan-preview.ts';

const at = new Date('2026-05-10T12:00:00Z');
const planOf = (id: string, told: Partial<ResolvedBillingPlan> = {}): ResolvedBillingPlan => ({
  ...{ id, name: id, type: 'subscription', description: '', scope: 'resource' },
  paymentMethodRequired: true,
  ...told,
});
const free = planOf('free', { paymentMethodRequired: false });
const pro = planOf('pro', { cost: '$20.00/month', initialCharge: '20.00' });
const on = (
  billingPlan: ResolvedBillingPlan | null,
  pendingBillingPlan = null as typeof billingPlan,
) => ({
  billingPlan,
  pendingBillingPlan,
});

test.each<[string, ReturnType<typeof on>, ResolvedBillingPlan, object]>([
  [
    'of a free plan for a free one, nothing is to be paid',
    on(free),
    planOf('basic', { paymentMethodRequired: false, effectiveDate: at.toISOString() }),
    { initialCharge: '0.00', needsPaymentMethod: false, unknown: [] },
  ],
  [
    'for a plan whose start and charge are stated, only what is prorated and used is open',
    on(free),
    { ...pro, effectiveDate: '2026-06-01T00:00:00Z' },
    {
      effectiveAt: new Date('2026-06-01T00:00:00Z'),
      initialCharge: '20.00',
      needsPaymentMethod: true,
      unknown: ['proration', 'usage'],
    },
  ],
  [
    'for a plan that says nothing of itself, everything is open',
    on(null),
    planOf('odd'),
    {
      effectiveAt: null,
      initialCharge: null,
      unknown: ['price', 'start', 'initial_charge', 'proration', 'usage'],
    },
  ],
  [
    'for a free plan, what is given back of the paid one is open',
    on(pro),
    free,
    { initialCharge: '0.00', needsPaymentMethod: false, unknown: ['start', 'proration'] },
  ],
  [
    'for a prepayment, a balance is to be bought between its bounds',
    on(free),
    planOf('packs', {
      type: 'prepayment',
      cost: 'by use',
      minimumAmount: '5',
      maximumAmount: '50',
    }),
    {
      prepayment: { minimum: '5', maximum: '50' },
      authorisation: null,
      unknown: ['start'],
    },
  ],
  [
    'for a plan that asks what can be charged, the payment method is tried for it',
    on(free),
    { ...pro, preauthorizationAmount: 10.53 },
    { authorisation: '10.53' },
  ],
  [
    'that waits, the waiting one is replaced',
    on(free, planOf('team')),
    pro,
    { replaces: { id: 'team' } },
  ],
  ['for the plan that holds, nothing changes', on(pro), pro, { isSame: true, unknown: [] }],
  [
    'for a date that has passed, it holds at once',
    on(free),
    { ...pro, effectiveDate: '2026-05-01T00:00:00Z' },
    { effectiveAt: null },
  ],
])('in a change %s', (_title, state, to, expected) => {
  expect(previewPlan(state, to, at)).toMatchObject(expected);
});
