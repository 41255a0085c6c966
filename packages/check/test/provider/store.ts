import type { BillingPlan, Metadata, ReportedResource, Secret } from '@kontor/provider';

export type Kept = {
  readonly report: ReportedResource;
  readonly secrets: readonly Secret[];
};

export type KeptInstallation = {
  accessToken: string;
  accountId: string;
  planId: string | undefined;
  readonly resources: Map<string, Kept>;
  /** Cents by resource; those of the installation under the empty text. */
  readonly balances: Map<string, number>;
};

export type Claim = {
  readonly source: string;
  readonly resourceIds: readonly string[];
  readonly expiresAt: number;
  acceptedBy: string | undefined;
};

/** What the provider of the tests knows, in memory. */
export type Store = {
  readonly installations: Map<string, KeptInstallation>;
  readonly claims: Map<string, Claim>;
  readonly credited: Set<string>;
  readonly rotations: number[];
};

export function createStore(): Store {
  return { installations: new Map(), claims: new Map(), credited: new Set(), rotations: [] };
}

export const plans: readonly BillingPlan[] = [
  {
    id: 'free',
    type: 'subscription',
    name: 'Free',
    description: 'For trying out.',
    paymentMethodRequired: false,
  },
  { id: 'pro', type: 'subscription', name: 'Pro', description: 'For work.', cost: '$20.00/month' },
  {
    id: 'credits',
    type: 'prepayment',
    name: 'Credits',
    description: 'Bought before.',
    minimumAmount: '1.00',
  },
];

/** What can cover a whole installation, where that is registered. */
export const teamPlans: readonly BillingPlan[] = [
  ...['team', 'business'].map(
    (id): BillingPlan => ({
      ...{ id, type: 'subscription', scope: 'installation' },
      ...{ name: id, description: 'For all queues of a team.' },
    }),
  ),
];

export const form = {
  type: 'object',
  properties: {
    region: {
      type: 'string',
      'ui:control': 'vercel-region',
      enum: ['fra1', 'iad1'],
      'ui:options': ['fra1', 'iad1'],
      default: 'fra1',
      'ui:read-only': 'update',
    },
    size: {
      type: 'string',
      'ui:control': 'select',
      'ui:options': [
        { value: 'small', label: 'Small' },
        { value: 'large', label: 'Large' },
      ],
      default: 'small',
    },
  },
  required: ['region'],
} as const;

const allowed: Readonly<Record<string, readonly string[]>> = {
  region: ['fra1', 'iad1'],
  size: ['small', 'large'],
};

/** The fields of a form that are not as they should be. */
export function wrongFieldsIn(metadata: Metadata): string[] {
  const wrong = Object.entries(metadata).filter(
    ([key, value]) => !allowed[key]?.includes(String(value)),
  );
  return wrong.map(([key]) => key);
}
