import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { categoryTags } from '../../vocabulary/category-tag.ts';
import { installationSource } from '../../vocabulary/installation-source.ts';
import { notification } from '../../vocabulary/notification.ts';
import { productProtocol } from '../../vocabulary/product-protocol.ts';
import { resourceStatus } from '../../vocabulary/resource-status.ts';
import { servedMetadataSchemaShape } from '../../vocabulary/served-metadata-schema.ts';
import { hourly, readPerMinute } from '../kontor/rate-limit.ts';
import { refusals, refusalsOfChanges } from '../platform/refusals.ts';
import { scopeQuery } from './scope.ts';

const milliseconds = z.number().describe('Milliseconds since 1970.');

/**
 * An installation, as clients of the protocol know it.
 *
 * @see spec/platform-api.md §3.1
 */
export const configuration = z.object({
  id: z.string(),
  type: z.literal('integration-configuration'),
  integrationId: z.string(),
  slug: z.string().describe('Slug of the integration.'),
  ownerId: z.string().describe('Id of the team.'),
  teamId: z.string(),
  userId: z.string().describe('Who installed it; empty for a machine.'),
  scopes: z.array(z.string()),
  installationType: z.enum(['marketplace', 'external']),
  status: resourceStatus,
  source: installationSource,
  externalId: z.string().optional(),
  projects: z.array(z.string()).optional().describe('Absent where all projects may be connected.'),
  createdAt: milliseconds,
  updatedAt: milliseconds,
  completedAt: milliseconds.optional(),
  customerDeleteRequestedAt: milliseconds.nullable(),
  deleteRequestedAt: milliseconds.nullable(),
  deletedAt: milliseconds.nullable(),
  disabledAt: milliseconds.optional().describe('While a linked account is disabled.'),
  disabledReason: z
    .enum([
      'account-plan-downgrade',
      'disabled-by-admin',
      'disabled-by-owner',
      'feature-not-available',
      'original-owner-left-the-team',
      'original-owner-role-downgraded',
    ])
    .optional()
    .describe('The two of the original owner are what happens at this host.'),
  integration: z.object({
    name: z.string(),
    slug: z.string(),
    icon: z.string(),
    isLegacy: z.boolean(),
    flags: z.array(z.string()),
    tagIds: z.array(z.enum(categoryTags)),
  }),
  projectSelection: z.enum(['all', 'selected']),
  notification: notification.optional(),
});
export type Configuration = z.infer<typeof configuration>;

/** The command line asks the same under another version. @see spec/platform-api.md §3.1, §5 */
export const listConfigurations = {
  id: 'listConfigurations',
  method: 'GET',
  path: '/v1/integrations/configurations',
  aliases: ['/v2/integrations/configurations'],
  summary: 'Lists what a team has installed.',
  access: { kind: 'scope', action: 'installation:read' },
  rateLimit: readPerMinute(200),
  query: scopeQuery.extend({
    view: z.enum(['account', 'project']),
    installationType: z.enum(['marketplace', 'external', 'provisioning']).optional(),
    integrationIdOrSlug: z.string().max(64).optional(),
  }),
  responses: { 200: z.array(configuration), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** A provider may read the one its token is of. @see spec/platform-api.md §3.2 */
export const getConfiguration = {
  id: 'getConfiguration',
  method: 'GET',
  path: '/v1/integrations/configuration/{installation}',
  summary: 'Shows one installation, a former one too.',
  access: { kind: 'scope-or-installation', action: 'installation:read' },
  rateLimit: readPerMinute(120),
  query: scopeQuery,
  responses: { 200: configuration, ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §3.3 */
export const deleteConfiguration = {
  id: 'deleteConfiguration',
  method: 'DELETE',
  path: '/v1/integrations/configuration/{installation}',
  summary: 'Uninstalls: resources go with it, and variables leave every project.',
  access: { kind: 'scope', action: 'installation:manage' },
  rateLimit: hourly,
  query: scopeQuery,
  responses: { 204: null, ...refusalsOfChanges },
  audit: { event: 'installation.removed' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §5 */
export const updateConfiguration = {
  id: 'updateConfiguration',
  method: 'PATCH',
  path: '/v1/integrations/configuration/{installation}',
  summary: 'Changes the plan of an installation, or which projects it is kept to.',
  access: { kind: 'scope', action: 'installation:manage' },
  rateLimit: hourly,
  query: scopeQuery,
  request: z
    .object({
      billingPlanId: z.string().min(1).max(256).optional(),
      authorizationId: z.string().max(256).optional(),
      projects: z.union([z.literal('all'), z.array(z.string().max(128)).max(1000)]).optional(),
    })
    .refine(
      ({ billingPlanId, projects }) => (billingPlanId === undefined) !== (projects === undefined),
      'name billingPlanId or projects, one at a time',
    ),
  responses: { 200: configuration, ...refusalsOfChanges },
  audit: { event: 'installation.updated' },
} as const satisfies HostEndpoint;

const status = z.enum(['enabled', 'disabled']);

/** A product as it can be had in one installation. @see spec/platform-api.md §3.4 */
export const configurationProduct = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  metadataSchema: servedMetadataSchemaShape,
  protocols: z.partialRecord(productProtocol, z.looseObject({ status }).optional()),
  primaryProtocol: productProtocol.optional(),
});
export type ConfigurationProduct = z.infer<typeof configurationProduct>;

/** @see spec/platform-api.md §3.4 */
export const listConfigurationProducts = {
  id: 'listConfigurationProducts',
  method: 'GET',
  path: '/v1/integrations/configuration/{installation}/products',
  summary: 'Lists the products that an installation can have resources of, with their forms.',
  access: { kind: 'scope', action: 'installation:read' },
  rateLimit: readPerMinute(120),
  query: scopeQuery,
  responses: {
    200: z.object({
      configuration: z.object({ id: z.string() }),
      integration: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
      products: z.array(configurationProduct),
    }),
    ...refusals,
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
