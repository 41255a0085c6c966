import type { Listing } from '@kontor/protocol/kontor';
import { integrationId, productId } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { isWanted } from './search.ts';

const listing: Listing = {
  id: integrationId.parse('oac_1'),
  slug: 'acme',
  name: 'Café Acme',
  developer: 'Acme Ltd',
  shortDescription: 'Databases that sleep',
  category: 'Databases',
  overview: 'Nobody searches here for vectors.',
  websiteUrl: null,
  eulaUrl: null,
  privacyUrl: null,
  policies: ['toc'],
  billsPerInstallation: false,
  capabilities: {},
  details: {},
  products: [
    {
      id: productId.parse('iap_1'),
      slug: 'postgres',
      name: 'Acme Postgres',
      shortDescription: 'A database',
      tags: ['sql'],
      metadataSchema: { type: 'object', properties: {} },
      capabilities: {},
      repl: null,
      details: {},
    },
  ],
};

test.each([
  [{}],
  [{ search: '  ' }],
  [{ search: 'cafe' }],
  [{ search: 'SLEEP acme' }],
  [{ search: 'sql' }],
  [{ search: 'postgres ltd' }],
  [{ category: 'databases' }],
  [{ category: 'Databases', search: 'acme' }],
])('a listing is found by %j', (search) => {
  expect(isWanted(listing, search)).toBe(true);
});

test.each([[{ search: 'acme redis' }], [{ search: 'vectors' }], [{ category: 'Data' }]])(
  'a listing is left out by %j',
  (search) => {
    expect(isWanted(listing, search)).toBe(false);
  },
);
