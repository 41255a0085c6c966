import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { connectionPrefix } from '../../vocabulary/connection-prefix.ts';
import { connectionId, installationId, projectId, resourceId } from '../../vocabulary/ids.ts';
import { variableSource } from './environment.ts';
import { hourly } from './rate-limit.ts';

/** What puts a resource's secrets into environments of one project. */
export const connection = z.object({
  id: connectionId,
  resourceId,
  projectId,
  projectName: z.string(),
  environments: z.array(z.string()),
  prefix: z.string().nullable(),
  makesSensitive: z.boolean().describe('Whether what it makes is never shown again.'),
  /** What is done for deployments before they are built. */
  deployments: z.object({
    required: z.boolean(),
    actions: z.array(z.object({ slug: z.string(), environments: z.array(z.string()) })),
  }),
  createdAt: z.iso.datetime(),
});
export type Connection = z.infer<typeof connection>;

/** One name that two owners would give to one environment. */
export const collision = z.object({
  environment: z.string(),
  name: z.string(),
  owners: z.array(variableSource).min(2),
});
export type Collision = z.infer<typeof collision>;

/** What a connection would do, with values withheld. */
export const connectionPreview = z.object({
  environments: z.array(
    z.object({
      environment: z.string(),
      variables: z.array(
        z.object({ name: z.string(), secretName: z.string(), isPublic: z.boolean() }),
      ),
    }),
  ),
  collisions: z.array(collision),
  suggestedPrefix: z
    .string()
    .optional()
    .describe('A prefix that resolves the collisions; absent where there are none.'),
  warnings: z.array(
    z.object({
      code: z.literal('public_name'),
      name: z.string(),
      secretName: z.string(),
      cause: z.enum(['secret_name', 'prefix']),
    }),
  ),
});
export type ConnectionPreview = z.infer<typeof connectionPreview>;

const dryRun = z.strictObject({ dryRun: z.enum(['true', 'false']).default('false') });
const environments = z.array(z.string().min(1).max(64)).min(1).max(50);

/** Actions of the product to be done for deployments of the project. @see spec/partner-api.md §10.6 */
export const chosenActions = z.strictObject({
  required: z
    .boolean()
    .default(true)
    .describe('Whether a deployment stays unbuilt when one of them fails.'),
  actions: z
    .array(
      z.strictObject({
        slug: z.string().min(1).max(64),
        environments: environments
          .optional()
          .describe('Those that the product suggests where none is named.'),
      }),
    )
    .max(20),
});

export const connectResource = {
  id: 'connectResource',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/resources/{resource}/connections',
  summary: 'Connects a resource to a project. With `dryRun`, only shows what would happen.',
  access: { kind: 'team', action: 'connection:write' },
  rateLimit: hourly,
  query: dryRun,
  request: z.strictObject({
    project: z.string().min(1).max(100).describe('Id or name.'),
    environments,
    prefix: connectionPrefix.nullable().optional(),
    makesSensitive: z.boolean().optional(),
    deployments: chosenActions.optional(),
  }),
  responses: {
    200: z.object({ preview: connectionPreview }),
    201: z.object({ connection, preview: connectionPreview }),
  },
  audit: { event: 'connection.created' },
} as const satisfies HostEndpoint;

export const listConnections = {
  id: 'listConnections',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/resources/{resource}/connections',
  summary: 'Lists the projects a resource is connected to.',
  access: { kind: 'team', action: 'installation:read' },
  responses: { 200: z.object({ connections: z.array(connection) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const listProjectConnections = {
  id: 'listProjectConnections',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/projects/{project}/connections',
  summary: 'Lists the resources that a project is connected to.',
  access: { kind: 'team', action: 'project:read' },
  responses: {
    200: z.object({
      connections: z.array(connection.extend({ resourceName: z.string(), installationId })),
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const updateConnection = {
  id: 'updateConnection',
  method: 'PATCH',
  path: '/kontor/v1/teams/{team}/resources/{resource}/connections/{connection}',
  summary:
    'Changes the environments or the prefix of a connection, or how its variables are shown.',
  access: { kind: 'team', action: 'connection:write' },
  query: dryRun,
  request: z.strictObject({
    environments: environments.optional(),
    prefix: connectionPrefix.nullable().optional(),
    makesSensitive: z.boolean().optional(),
    deployments: chosenActions.optional(),
    was: z
      .strictObject({
        environments: z.array(z.string()).max(50),
        prefix: z.string().nullable(),
        makesSensitive: z.boolean(),
      })
      .optional()
      .describe(
        'How it was seen last. Where it is not so any more, nothing changes and 409 tells.',
      ),
  }),
  responses: {
    200: z.object({ connection, preview: connectionPreview }),
  },
  audit: { event: 'connection.updated' },
} as const satisfies HostEndpoint;

export const disconnectResource = {
  id: 'disconnectResource',
  method: 'DELETE',
  path: '/kontor/v1/teams/{team}/resources/{resource}/connections/{connection}',
  summary: "Disconnects a resource from a project: its variables leave the project's environments.",
  access: { kind: 'team', action: 'connection:write' },
  responses: { 204: null },
  audit: { event: 'connection.removed' },
} as const satisfies HostEndpoint;
