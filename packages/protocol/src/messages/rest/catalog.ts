import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { integrationCapabilities } from '../../vocabulary/capabilities.ts';
import { productDetails } from '../../vocabulary/product-details.ts';
import { productProtocol } from '../../vocabulary/product-protocol.ts';
import { servedMetadataSchemaShape } from '../../vocabulary/served-metadata-schema.ts';
import { readPerMinute } from '../kontor/rate-limit.ts';
import { refusals } from '../platform/refusals.ts';
import { scopeQuery } from './scope.ts';

const { shape } = productDetails;

/** A product as the command line knows it. It looks into `metadataSchema.properties` unasked. */
const offeredProduct = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  shortDescription: z.string(),
  iconUrl: z.string().optional(),
  metadataSchema: servedMetadataSchemaShape,
  tags: z.array(z.string()),
  guides: shape.guides.unwrap(),
  snippets: shape.snippets.unwrap(),
  resourceLinks: shape.resourceLinks.unwrap(),
  agentSkills: shape.agentSkills,
  protocols: z.partialRecord(
    productProtocol,
    z.looseObject({ status: z.enum(['enabled', 'disabled']) }).optional(),
  ),
  primaryProtocol: productProtocol.optional(),
});

/** An integration with everything that installing and provisioning asks for. @see spec/official-cli.md §3 */
export const offeredIntegration = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  shortDescription: z.string(),
  icon: z.string(),
  eulaDocUri: z.string().optional(),
  privacyDocUri: z.string().optional(),
  capabilities: integrationCapabilities,
  metadataSchema: servedMetadataSchemaShape.optional().describe('The form of an installation.'),
  products: z.array(offeredProduct),
});
export type OfferedIntegration = z.infer<typeof offeredIntegration>;

/** @see spec/platform-api.md §5 */
export const getOfferedIntegration = {
  id: 'getOfferedIntegration',
  method: 'GET',
  path: '/v2/integrations/integration/{integration}',
  aliases: ['/v1/integrations/integration/{integration}'],
  summary: 'Shows an integration with its products, their forms and guides.',
  access: { kind: 'scope', action: 'installation:read' },
  rateLimit: readPerMinute(100),
  query: scopeQuery,
  responses: { 200: offeredIntegration, ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

const texts = z.union([z.string().max(64), z.array(z.string().max(64)).max(50)]).optional();

/** @see spec/platform-api.md §5 */
export const listOfferedIntegrations = {
  id: 'listOfferedIntegrations',
  method: 'GET',
  path: '/v2/integrations/integrations',
  summary: 'Lists what can be installed, optionally of some categories.',
  access: { kind: 'scope', action: 'installation:read' },
  rateLimit: readPerMinute(100),
  query: scopeQuery.extend({ integrationType: z.string().max(64).optional(), category: texts }),
  responses: {
    200: z.array(
      z.object({
        id: z.string(),
        slug: z.string(),
        name: z.string(),
        shortDescription: z.string(),
        icon: z.string(),
        isMarketplace: z.literal(true),
        canInstall: z.literal(true),
        tagIds: z.array(z.string()).describe('Ids of its categories.'),
        products: z.array(
          z.object({
            id: z.string(),
            slug: z.string(),
            name: z.string(),
            shortDescription: z.string(),
            tags: z.array(z.string()),
          }),
        ),
      }),
    ),
    ...refusals,
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §5 */
export const listCategories = {
  id: 'listCategories',
  method: 'GET',
  path: '/v2/integrations/categories',
  summary: 'Lists the categories that something is published in.',
  access: { kind: 'scope', action: 'installation:read' },
  rateLimit: readPerMinute(100),
  query: scopeQuery,
  responses: {
    200: z.array(z.object({ id: z.string(), slug: z.string(), title: z.string() })),
    ...refusals,
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
