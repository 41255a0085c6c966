import type { BillingPlan } from '@kontor/protocol';

/** What the provider that is played sells. One plan leaves out what need not be there, one is not on offer. */
export const soldPlans: readonly BillingPlan[] = [
  {
    id: 'free',
    type: 'subscription',
    name: 'Free',
    description: 'For trying out.',
    paymentMethodRequired: false,
  },
  { id: 'bare', type: 'subscription', name: 'Bare' },
  {
    id: 'withdrawn',
    type: 'subscription',
    name: 'Withdrawn',
    description: 'Sold no more.',
    paymentMethodRequired: false,
    disabled: true,
  },
];

/** The form of its product: one field that has to be filled in, and one with a limit. */
export const soldForm = {
  type: 'object',
  properties: {
    region: {
      type: 'string',
      'ui:control': 'select',
      'ui:label': 'Region',
      'ui:options': [
        { value: 'fra1', label: 'Frankfurt' },
        { value: 'iad1', label: 'Washington' },
      ],
    },
    size: { type: 'number', 'ui:control': 'input', minimum: 1, maximum: 10, default: 1 },
  },
  required: ['region'],
} as const;

export const rightMetadata = { region: 'fra1', size: 2 } as const;

/** How long old secrets may be asked to go on working. */
export const MAX_DELAY_HOURS = 48;
