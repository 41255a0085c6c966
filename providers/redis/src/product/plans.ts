import { type BillingPlan, ProviderError } from '@kontor/provider';
import type { Form } from './form.ts';
import { microsPerDollar, microsPerMegabyteHour } from './prices.ts';

export type PlanId = 'free' | 'prepaid';

/** The plans a key space of this form can be had under; one that cannot carry it is shown as such. */
export function plansFor(form: Form): BillingPlan[] {
  return [planFor('free', form), planFor('prepaid', form)];
}

export function planFor(id: PlanId, form: Form): BillingPlan {
  const details = [{ label: 'Size', value: `${id === 'free' ? '25' : form.size} MB` }];
  if (id === 'free') {
    return {
      id,
      type: 'subscription',
      scope: 'resource',
      name: 'Free',
      description: 'For trying out, in the smallest size.',
      paymentMethodRequired: false,
      highlightedDetails: details,
      disabled: !carries(id, form),
    };
  }
  return {
    id,
    type: 'prepayment',
    scope: 'resource',
    name: 'Prepaid',
    description:
      'You buy a balance, and each hour is drawn from it. Without one, keys are only read.',
    paymentMethodRequired: true,
    minimumAmount: '1.00',
    maximumAmount: '1000.00',
    maximumAmountAutoPurchasePerPeriod: '1000.00',
    cost: `$${microsPerMegabyteHour / microsPerDollar} per megabyte and hour`,
    highlightedDetails: details,
  };
}

/** The plan of this id, if it can carry a key space of this form. */
export function choosePlan(id: string, form: Form): PlanId {
  if (id !== 'free' && id !== 'prepaid') {
    throw new ProviderError('validation_error', `There is no plan ${id}.`, {
      fields: [{ key: 'billingPlanId', message: 'One of free, prepaid.' }],
    });
  }
  if (carries(id, form)) return id;
  const message = 'The plan Free only has 25 MB. Choose Prepaid, or 25 MB.';
  throw new ProviderError('validation_error', `The plan free has no size ${form.size}.`, {
    user: { message },
    fields: [{ key: 'size', message }],
  });
}

function carries(id: PlanId, { size }: Form): boolean {
  return id === 'prepaid' || size === '25';
}
