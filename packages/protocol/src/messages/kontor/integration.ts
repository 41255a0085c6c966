import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { apiScopes } from '../../vocabulary/api-scopes.ts';
import {
  integrationCapabilities,
  productCapabilities,
  replSettings,
} from '../../vocabulary/capabilities.ts';
import { integrationId } from '../../vocabulary/ids.ts';
import { installationKind } from '../../vocabulary/installation-kind.ts';
import { integrationDetails } from '../../vocabulary/integration-details.ts';
import { metadataSchema } from '../../vocabulary/metadata-schema.ts';
import { productDetails } from '../../vocabulary/product-details.ts';
import { webAddress as address } from '../../vocabulary/web-address.ts';
import { product } from './catalog.ts';
import { listingStanding } from './listing.ts';

const integrationSlug = z
  .string()
  .max(32, 'at most 32 characters')
  .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, 'lower-case letters, digits and inner hyphens only');

/** What a provider may say about its integration. Limits are those of the protocol's own form. */
const settings = {
  name: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .describe("No other integration's, whether letters are large or small."),
  developer: z.string().trim().min(1).max(64),
  shortDescription: z.string().trim().min(1).max(40),
  category: z.string().trim().min(1).max(64),
  overview: z.string().max(768),
  contactEmail: z.email(),
  baseUrl: address,
  redirectLoginUrl: address.nullable(),
  webhookUrl: address.nullable(),
  websiteUrl: address.nullable(),
  eulaUrl: address.nullable(),
  privacyUrl: address.nullable(),
  billsPerInstallation: z.boolean(),
  redirectUrl: address.nullable().describe('Where linking an account leads to.'),
  configurationUrl: address.nullable().describe('Where a linked account is configured.'),
  importResourceUrl: address.nullable().describe('Where a team chooses what to bring along.'),
  openidRedirectUrls: z
    .array(address)
    .max(10)
    .describe('Beside redirectLoginUrl, where clients of OpenID Connect may be sent back to.'),
  apiScopes: apiScopes.describe('What the token of a linked account is to be good for.'),
  kinds: z.array(installationKind).min(1).max(2),
  capabilities: integrationCapabilities,
  details: integrationDetails,
};

/**
 * What a provider publishes, as its own team sees it. The slug is what people type.
 *
 * @see spec/concepts.md — C3; spec/partner-api.md §10.1
 */
export const integration = z.object({
  id: integrationId,
  slug: z.string(),
  ...settings,
  isPublished: z.boolean().describe('Whether it is in the catalogue.'),
  listing: listingStanding,
  products: z.array(product),
  createdAt: z.iso.datetime(),
});
export type Integration = z.infer<typeof integration>;

const withClientSecret = z.object({
  integration,
  clientSecret: z.string().describe('Shown this once. The client id is the id of the integration.'),
});

export const listIntegrations = {
  id: 'listIntegrations',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/integrations',
  summary: 'Lists the integrations that the team publishes.',
  access: { kind: 'team', action: 'integration:read' },
  responses: { 200: z.object({ integrations: z.array(integration) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const createIntegration = {
  id: 'createIntegration',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/integrations',
  summary: 'Registers an integration and answers its client id and client secret.',
  access: { kind: 'team', action: 'integration:manage' },
  request: z.strictObject({
    slug: integrationSlug,
    name: settings.name,
    developer: settings.developer,
    shortDescription: settings.shortDescription,
    category: settings.category,
    contactEmail: settings.contactEmail,
    baseUrl: settings.baseUrl,
    overview: settings.overview.default(''),
    redirectLoginUrl: settings.redirectLoginUrl.default(null),
    webhookUrl: settings.webhookUrl.default(null),
    websiteUrl: settings.websiteUrl.default(null),
    eulaUrl: settings.eulaUrl.default(null),
    privacyUrl: settings.privacyUrl.default(null),
    billsPerInstallation: settings.billsPerInstallation.default(false),
    redirectUrl: settings.redirectUrl.default(null),
    configurationUrl: settings.configurationUrl.default(null),
    importResourceUrl: settings.importResourceUrl.default(null),
    openidRedirectUrls: settings.openidRedirectUrls.default([]),
    apiScopes: settings.apiScopes.default({}),
    kinds: settings.kinds.default(['native']),
    capabilities: settings.capabilities.default({}),
    details: settings.details.default({}),
  }),
  responses: { 201: withClientSecret },
  audit: { event: 'integration.created' },
} as const satisfies HostEndpoint;

export const getIntegration = {
  id: 'getIntegration',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/integrations/{integration}',
  summary: "Shows one of the team's integrations, named by its id or slug.",
  access: { kind: 'team', action: 'integration:read' },
  responses: { 200: z.object({ integration }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const updateIntegration = {
  id: 'updateIntegration',
  method: 'PATCH',
  path: '/kontor/v1/teams/{team}/integrations/{integration}',
  summary:
    'Changes the settings of an integration. `isPublished` submits it for the catalogue, or takes it out.',
  access: { kind: 'team', action: 'integration:manage' },
  request: z.strictObject(settings).partial().extend({ isPublished: z.boolean().optional() }),
  responses: { 200: z.object({ integration }) },
  audit: { event: 'integration.updated' },
} as const satisfies HostEndpoint;

export const putProduct = {
  id: 'putProduct',
  method: 'PUT',
  path: '/kontor/v1/teams/{team}/integrations/{integration}/products/{product}',
  summary: 'Creates or replaces a product, named by its slug.',
  access: { kind: 'team', action: 'integration:manage' },
  request: z.strictObject({
    name: z.string().trim().min(1).max(64),
    shortDescription: z.string().trim().max(100).default(''),
    tags: z.array(z.string().min(1).max(64)).max(20).default([]),
    metadataSchema,
    capabilities: productCapabilities.default({}),
    repl: replSettings.nullable().default(null),
    details: productDetails.default({}),
  }),
  responses: { 200: z.object({ product }) },
  audit: { event: 'product.updated' },
} as const satisfies HostEndpoint;

/** For those who write a form, to see it before it is there. */
export const checkMetadataSchema = {
  id: 'checkMetadataSchema',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/metadata-schema-check',
  summary: 'Tells what is wrong with the form of a product, and keeps nothing.',
  access: { kind: 'team', action: 'integration:read' },
  request: z.strictObject({ metadataSchema }),
  responses: { 200: z.object({ metadataSchema }) },
  audit: { none: 'changes nothing' },
} as const satisfies HostEndpoint;

export const rotateClientSecret = {
  id: 'rotateClientSecret',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/integrations/{integration}/client-secret',
  summary: 'Makes a new client secret. The former one stops working at once.',
  access: { kind: 'team', action: 'integration:manage' },
  responses: { 201: withClientSecret },
  audit: { event: 'integration.client-secret-rotated' },
} as const satisfies HostEndpoint;
