import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { resolvedBillingPlan } from '../../vocabulary/billing-plan.ts';
import { integrationCapabilities, replSettings } from '../../vocabulary/capabilities.ts';
import { installationSource } from '../../vocabulary/installation-source.ts';
import { metadata } from '../../vocabulary/metadata.ts';
import { notification } from '../../vocabulary/notification.ts';
import { ownership } from '../../vocabulary/ownership.ts';
import { productDetails } from '../../vocabulary/product-details.ts';
import { productProtocol } from '../../vocabulary/product-protocol.ts';
import { protocolSettings } from '../../vocabulary/protocol-settings.ts';
import { resourceStatus } from '../../vocabulary/resource-status.ts';
import { servedMetadataSchemaShape } from '../../vocabulary/served-metadata-schema.ts';
import { storeStatus } from '../../vocabulary/store-status.ts';
import { refusals, refusalsOfChanges } from '../platform/refusals.ts';
import { scopeQuery } from './scope.ts';

const { shape } = productDetails;

/** One connection of a store, as clients know it. @see spec/platform-api.md §3.6 */
export const storeConnection = z.object({
  id: z.string(),
  projectId: z.string(),
  name: z.string().describe('Name of the project.'),
  environments: z.array(z.string()),
  environmentVariables: z.array(z.string()).describe('Names of the variables that it makes.'),
  envVarPrefix: z.string().nullable(),
  makeEnvVarsSensitive: z.boolean(),
  deployments: z.object({
    required: z.boolean(),
    actions: z.array(z.object({ slug: z.string(), environments: z.array(z.string()) })),
  }),
});
export type StoreConnection = z.infer<typeof storeConnection>;

/** The product of a store. Its `slug` is the integration's, which the command line compares it with. */
const storeProduct = z.object({
  id: z.string(),
  slug: z.string().describe('Slug of the integration.'),
  productSlug: z.string().describe('Slug of the product itself.'),
  name: z.string(),
  shortDescription: z.string(),
  iconUrl: z.string().optional(),
  integrationConfigurationId: z.string(),
  integration: z.object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    icon: z.string(),
    capabilities: integrationCapabilities,
    flags: z.array(z.string()),
    supportsInstallationBillingPlans: z.boolean(),
  }),
  supportedProtocols: z.array(productProtocol),
  primaryProtocol: productProtocol.optional(),
  metadataSchema: servedMetadataSchemaShape,
  capabilities: z.looseObject({}),
  tags: z.array(z.string()),
  guides: shape.guides,
  snippets: shape.snippets,
  agentSkills: shape.agentSkills,
  resourceLinks: shape.resourceLinks,
  resourceTitle: shape.resourceTitle,
  projectConnectionScopes: shape.projectConnectionScopes,
  repl: replSettings.optional(),
  logDrainStatus: z.enum(['enabled', 'disabled']).optional(),
  disableResourceRenaming: z.boolean(),
  showSSOLinkOnProjectConnection: z.boolean(),
});

const milliseconds = z.number().describe('Milliseconds since 1970.');

/**
 * A resource, as clients of the protocol know it.
 *
 * @see spec/platform-api.md §3.6
 */
export const store = z.object({
  id: z.string(),
  name: z.string(),
  type: z.literal('integration'),
  externalResourceId: z.string().describe("The provider's id; empty until it has answered."),
  status: storeStatus,
  externalResourceStatus: resourceStatus.nullable().describe('How the provider says it is.'),
  usageQuotaExceeded: z.boolean(),
  ownership,
  metadata,
  billingPlan: resolvedBillingPlan.optional(),
  notification: notification.optional(),
  protocolSettings: z.looseObject({}).optional(),
  secrets: z.array(
    z.object({ name: z.string(), length: z.number(), frameworkPublishable: z.boolean() }),
  ),
  projectsMetadata: z.array(storeConnection),
  totalConnectedProjects: z.number(),
  capabilities: z.looseObject({}),
  product: storeProduct,
  secretRotationRequestedAt: milliseconds.optional(),
  secretRotationRequestedBy: z.string().optional(),
  secretRotationRequestedReason: z.string().optional(),
  secretRotationCompletedAt: milliseconds.optional(),
  directPartnerConsoleUrl: z
    .string()
    .optional()
    .describe("Signs a member's browser on at the provider's console."),
  createdAt: milliseconds,
  updatedAt: milliseconds,
});
export type Store = z.infer<typeof store>;

/** @see spec/platform-api.md §3.6 */
export const createStore = {
  id: 'createStore',
  method: 'POST',
  path: '/v1/storage/stores/integration/direct',
  summary: 'Provisions a resource. Without a plan, the free one is taken.',
  access: { kind: 'scope', action: 'resource:write' },
  query: scopeQuery,
  request: z.object({
    name: z.string().trim().min(1).max(128, 'at most 128 characters'),
    integrationConfigurationId: z.string().regex(/^icfg_[a-zA-Z0-9]+$/, 'an id such as icfg_…'),
    integrationProductIdOrSlug: z
      .string()
      .max(128)
      .regex(/^(?:iap_[a-zA-Z0-9_]+|[a-z0-9-]+)$/, 'an id such as iap_…, or a slug'),
    metadata: metadata.default({}),
    externalId: z.string().max(256).optional(),
    protocolSettings: protocolSettings.optional(),
    source: installationSource.default('marketplace'),
    billingPlanId: z.string().min(1).max(256).optional(),
    paymentMethodId: z.string().max(256).optional(),
    prepaymentAmountCents: z.int().min(50, 'at least 50').optional(),
  }),
  responses: { 200: z.object({ store }), ...refusalsOfChanges },
  audit: { event: 'resource.provisioned' },
} as const satisfies HostEndpoint;

const flag = z.enum(['true', 'false', '1', '0', '']).optional();

/** @see spec/platform-api.md §5 */
export const listStores = {
  id: 'listStores',
  method: 'GET',
  path: '/v1/storage/stores',
  summary: 'Lists the resources of a team.',
  access: { kind: 'scope', action: 'installation:read' },
  query: scopeQuery.extend({
    integrationConfigurationId: z.string().max(128).optional(),
    'skip-metadata': flag.describe('Leave out which projects they are connected to.'),
  }),
  responses: { 200: z.object({ stores: z.array(store) }), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** The documents name no version, and no credential; without one nobody is shown anything. @see spec/platform-api.md §3.8 */
export const getStore = {
  id: 'getStore',
  method: 'GET',
  path: '/v1/storage/stores/{store}',
  aliases: ['/storage/stores/{store}'],
  summary: 'Shows one resource, with how it is connected.',
  access: { kind: 'scope', action: 'installation:read' },
  query: scopeQuery.extend({
    'skip-metadata': flag.describe('Leave out which projects it is connected to.'),
    'include-guides': flag.describe('Show how to use it, framework by framework.'),
  }),
  responses: { 200: z.object({ store }), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §5 */
export const deleteStore = {
  id: 'deleteStore',
  method: 'DELETE',
  path: '/v1/storage/stores/integration/{store}',
  summary: 'De-provisions a resource. Its variables leave every connected project.',
  access: { kind: 'scope', action: 'resource:write' },
  query: scopeQuery,
  responses: { 204: null, ...refusalsOfChanges },
  audit: { event: 'resource.removed' },
} as const satisfies HostEndpoint;
