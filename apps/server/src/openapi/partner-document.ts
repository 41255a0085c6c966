import type { PartnerEndpoint } from '@kontor/protocol';
import { partnerEndpoints } from '@kontor/protocol/partner';
import type { OpenApiDocument, Operation } from './document.ts';
import { schemaNames } from './names.ts';
import {
  declaredResponses,
  header,
  pathParameters,
  pathsOf,
  queryParameters,
  requestBody,
} from './parts.ts';
import { createSchemas, type Schemas } from './schemas.ts';
import { webhookOperations } from './webhook-operations.ts';

/** What an integration server answers to a host, in OpenAPI. */
export function partnerDocument({ version }: { readonly version: string }): OpenApiDocument {
  const schemas = createSchemas(schemaNames);
  const endpoints: readonly PartnerEndpoint[] = Object.values(partnerEndpoints);
  const operations = endpoints.map(
    (endpoint) => [endpoint, operationOf(endpoint, schemas)] as const,
  );
  return {
    openapi: '3.1.1',
    info: {
      title: 'Integration server',
      version,
      description:
        'What a provider’s integration server answers. The host calls it below the base URL of the integration, and proves itself with a signed token.',
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The base URL of the integration.' }],
    tags: [...new Set(operations.flatMap(([, { tags }]) => tags))].map((name) => ({ name })),
    paths: pathsOf(operations),
    webhooks: webhookOperations(schemas),
    components: { schemas: schemas.named(), responses: {}, securitySchemes: SECURITY_SCHEMES },
  };
}

const SIGNED = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } as const;

const SECURITY_SCHEMES = {
  userToken: {
    ...SIGNED,
    description:
      'A token of the host that speaks for a person: RS256, its audience is the integration. The keys stand at `/.well-known/jwks` of the issuer.',
  },
  systemToken: { ...SIGNED, description: 'The same, speaking for the host itself.' },
} as const;

function operationOf(endpoint: PartnerEndpoint, schemas: Schemas): Operation {
  const { id, summary, callers, path } = endpoint;
  return {
    operationId: id,
    summary,
    description: `Called for ${callers.map((caller) => (caller === 'user' ? 'a person' : 'the host itself')).join(' or ')}.`,
    tags: [tagOf(path)],
    security: callers.map((caller) => ({ [`${caller}Token`]: [] })),
    parameters: [
      ...pathParameters(endpoint),
      ...queryParameters(endpoint, schemas),
      header('X-Vercel-Auth', 'Whom the token speaks for.', { enum: [...callers] }),
      ...(endpoint.idempotencyKey ? [KEY] : []),
      header('traceparent', 'The W3C trace context that the call is made under.'),
    ],
    // the host writes strictly and reads generously
    ...requestBody(endpoint, { schemas, side: 'output' }),
    responses: declaredResponses(endpoint, { schemas, side: 'input' }),
  };
}

const KEY = header(
  'Idempotency-Key',
  'The same on every attempt of one change, so that a repeat does nothing twice.',
);

function tagOf(path: string): string {
  if (path.includes('/plans')) return 'plans';
  if (path.includes('/resource-transfer-requests')) return 'transfers';
  if (path.includes('/resources')) return 'resources';
  return path.includes('/billing') ? 'billing' : 'installations';
}
