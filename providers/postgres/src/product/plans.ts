import { type BillingPlan, ProviderError } from '@kontor/provider';
import type { Form } from './form.ts';
import { limitsOf, type PlanId } from './limits.ts';
import type { Size } from './metadata-schema.ts';
import { proMonthly, storagePerGigabyteHour } from './prices.ts';

/** The plans a database of this form can be had under; one that cannot carry it is shown as such. */
export function plansFor(form: Form): BillingPlan[] {
  return [planFor('free', form), planFor('pro', form)];
}

export function planFor(id: PlanId, { size }: Form): BillingPlan {
  const { connections, temporaryMegabytes } = limitsOf({ planId: id, size });
  const details = [
    { label: 'Connections', value: String(connections) },
    { label: 'Temporary space', value: `${temporaryMegabytes} MB` },
  ];
  const common = {
    id,
    type: 'subscription',
    scope: 'resource',
    highlightedDetails: details,
  } as const;
  if (id === 'pro') {
    const cost = `$${proMonthly[size]}/month`;
    const description = 'For work that must not stop.';
    const storage = { label: 'Storage', value: `$${storagePerGigabyteHour} per GB and hour` };
    return {
      ...common,
      name: 'Pro',
      description,
      cost,
      details: [storage],
      paymentMethodRequired: true,
    };
  }
  const description = 'For trying out, in the size Small.';
  const disabled = !carries('free', size);
  return { ...common, name: 'Free', description, paymentMethodRequired: false, disabled };
}

/** The plan of this id, if it can carry a database of this size. */
export function choosePlan(id: string, { size }: Form): PlanId {
  if (id !== 'free' && id !== 'pro') {
    throw new ProviderError('validation_error', `There is no plan ${id}.`, {
      fields: [{ key: 'billingPlanId', message: 'One of free, pro.' }],
    });
  }
  if (carries(id, size)) return id;
  throw new ProviderError('validation_error', `The plan ${id} has no size ${size}.`, {
    user: { message: 'The plan Free only has the size Small. Choose Pro, or a smaller size.' },
    fields: [{ key: 'size', message: 'The plan Free only has the size Small.' }],
  });
}

function carries(id: PlanId, size: Size): boolean {
  return id === 'pro' || size === 'small';
}
