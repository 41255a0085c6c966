import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { resolvedBillingPlan } from '../../vocabulary/billing-plan.ts';
import {
  integrationCapabilities,
  productCapabilities,
  replSettings,
} from '../../vocabulary/capabilities.ts';
import { integrationId, productId } from '../../vocabulary/ids.ts';
import { integrationDetails } from '../../vocabulary/integration-details.ts';
import { metadataSchema } from '../../vocabulary/metadata-schema.ts';
import { productDetails } from '../../vocabulary/product-details.ts';
import { hourly } from './rate-limit.ts';

/** Something a provider offers: what a resource is one of. */
export const product = z.object({
  id: productId,
  slug: z.string(),
  name: z.string(),
  shortDescription: z.string(),
  tags: z.array(z.string()),
  metadataSchema,
  capabilities: productCapabilities,
  /** Null where no commands can be typed. */
  repl: replSettings.nullable(),
  details: productDetails,
});
export type Product = z.infer<typeof product>;

/** An integration as a team sees it in the catalogue. */
export const listing = z.object({
  id: integrationId,
  slug: z.string(),
  name: z.string(),
  developer: z.string(),
  shortDescription: z.string(),
  category: z.string(),
  overview: z.string(),
  websiteUrl: z.string().nullable(),
  eulaUrl: z.string().nullable(),
  privacyUrl: z.string().nullable(),
  /** Keys of the policies to accept when installing. */
  policies: z.array(z.string()),
  billsPerInstallation: z.boolean(),
  capabilities: integrationCapabilities,
  details: integrationDetails,
  products: z.array(product),
});
export type Listing = z.infer<typeof listing>;

/** An integration as one team sees it, which may be its own, or installed there before it was taken out. */
export const teamListing = listing.extend({
  isListed: z.boolean().describe('Whether everybody finds it. Else nobody else can install it.'),
});

/** The form values so far, as a JSON object in text; a provider may price by them. */
const metadataQuery = z.string().max(16_384).optional();
export const plansAnswer = z.object({ plans: z.array(resolvedBillingPlan) });

const searchOfCatalog = z.strictObject({
  search: z.string().max(100).optional(),
  category: z.string().max(64).optional(),
});

export const listCatalog = {
  id: 'listCatalog',
  method: 'GET',
  path: '/kontor/v1/catalog',
  summary: 'Lists what can be installed, optionally narrowed by words or a category.',
  access: { kind: 'public' },
  query: searchOfCatalog,
  responses: { 200: z.object({ integrations: z.array(listing) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getListing = {
  id: 'getListing',
  method: 'GET',
  path: '/kontor/v1/catalog/{integration}',
  summary: 'Shows one integration, named by its id or slug, with products and policies.',
  access: { kind: 'public' },
  responses: { 200: z.object({ integration: listing }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const listTeamCatalog = {
  id: 'listTeamCatalog',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/catalog',
  summary:
    'Lists the catalogue with what only this team sees: its own drafts, and what it has installed.',
  access: { kind: 'team', action: 'installation:read' },
  query: searchOfCatalog,
  responses: { 200: z.object({ integrations: z.array(teamListing) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getTeamListing = {
  id: 'getTeamListing',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/catalog/{integration}',
  summary: 'Shows one integration of the catalogue, of the team itself, or that it has installed.',
  access: { kind: 'team', action: 'installation:read' },
  responses: { 200: z.object({ integration: teamListing }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const listProductPlans = {
  id: 'listCatalogPlans',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/catalog/{integration}/products/{product}/plans',
  summary: 'Asks the provider what a product costs now, before or after installing.',
  access: { kind: 'team', action: 'installation:read' },
  rateLimit: hourly,
  query: z.strictObject({ metadata: metadataQuery }),
  responses: { 200: plansAnswer },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
