import type { Listing, Product } from '@kontor/protocol/kontor';
import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';

/** The n-th id of a kind. */
export function id(prefix: string, number: number): string {
  return `${prefix}_${String(number).padStart(24, '0')}`;
}

export const at = '2030-01-02T03:04:05.000Z';

/** The names of the secrets that every resource has. */
export const secrets = ['DATABASE_URL', 'PGHOST'];

export const token = `kpt_${'0'.repeat(42)}1`;

export const person = {
  id: id('usr', 1),
  email: 'ada@acme.example',
  name: 'Ada',
  isOperator: false,
};

/** Two products; the first has a form with a field that must be filled in. */
export const lagoon: Listing = {
  id: 'oac_lagoon' as Listing['id'],
  slug: 'lagoon',
  name: 'Lagoon',
  developer: 'Lagoon Inc',
  shortDescription: 'Databases by the sea',
  category: 'storage',
  overview: 'PostgreSQL and a cache.',
  websiteUrl: 'https://lagoon.example',
  eulaUrl: 'https://lagoon.example/eula',
  privacyUrl: 'https://lagoon.example/privacy',
  policies: ['toc', 'privacy', 'eula'],
  billsPerInstallation: false,
  capabilities: {},
  details: {},
  products: [
    {
      ...productNamed('postgres', 'Lagoon Postgres'),
      metadataSchema: {
        type: 'object',
        properties: {
          region: {
            type: 'string',
            'ui:control': 'vercel-region',
            'ui:label': 'Region',
            'ui:options': ['fra1', 'iad1'],
          },
          size: { type: 'number', 'ui:control': 'input', default: 1 },
          backups: { type: 'boolean', 'ui:control': 'toggle', default: true },
          extensions: {
            type: 'array',
            items: { type: 'string' },
            'ui:control': 'multi-select',
            'ui:options': [
              { value: 'postgis', label: 'PostGIS' },
              { value: 'vector', label: 'Vector' },
            ],
          },
        },
        required: ['region'],
      },
      details: { deploymentActions: [{ slug: 'branch', name: 'Branch it' }] },
    },
    productNamed('cache', 'Lagoon Cache'),
  ],
};

/** One product, no free plan, terms of the marketplace only, and texts that would play with a terminal. */
export const tides: Listing = {
  ...lagoon,
  id: 'oac_tides' as Listing['id'],
  slug: 'tides',
  name: 'Tides\u001b[31m\u0007\nred',
  overview: 'Moving\u0008\u001b[1A water\u202e',
  eulaUrl: null,
  privacyUrl: null,
  policies: ['toc'],
  products: [productNamed('queue', 'Tides Queue')],
};

export function plans(integration: string): ResolvedBillingPlan[] {
  const common = { type: 'subscription', description: '', scope: 'resource' } as const;
  return [
    ...(integration === 'tides'
      ? []
      : [{ ...common, id: 'starter', name: 'Starter', paymentMethodRequired: false }]),
    { ...common, id: 'pro', name: 'Pro', cost: '$20.00/month', paymentMethodRequired: true },
  ];
}

function productNamed(slug: string, name: string): Product {
  return {
    id: `iap_${slug}` as Product['id'],
    slug,
    name,
    shortDescription: `${name} for tests`,
    tags: [],
    metadataSchema: { type: 'object', properties: {} },
    capabilities: {},
    repl: null,
    details: {},
  };
}
