import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { connectionPrefix } from '../../vocabulary/connection-prefix.ts';
import { chosenActions } from '../kontor/connection.ts';
import { hourly } from '../kontor/rate-limit.ts';
import { refusals, refusalsOfChanges } from '../platform/refusals.ts';
import { scopeQuery } from './scope.ts';
import { storeConnection } from './store.ts';

const projectId = z.string().min(1).max(128);
const environments = z
  .array(z.string().min(1).max(128))
  .min(1)
  .max(100)
  .describe('Built-in environments, and custom ones by slug or id.');
/** No prefix is written as nothing, as null, or as an empty text. */
const prefix = z.union([z.literal('').transform(() => null), connectionPrefix]).nullish();

/** @see spec/platform-api.md §5 */
export const connectStore = {
  id: 'connectStore',
  method: 'POST',
  path: '/v1/storage/stores/{store}/connections',
  summary: 'Connects a resource to a project: its secrets become variables there.',
  access: { kind: 'scope', action: 'connection:write' },
  rateLimit: hourly,
  query: scopeQuery,
  request: z.object({
    projectId,
    envVarEnvironments: environments.optional(),
    envVarPrefix: prefix,
    makeEnvVarsSensitive: z.boolean().optional(),
    deployments: chosenActions.optional(),
    type: z.literal('integration').optional(),
  }),
  responses: { 201: z.object({ connection: storeConnection }), ...refusalsOfChanges },
  audit: { event: 'connection.created' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §5 */
export const listStoreConnections = {
  id: 'listStoreConnections',
  method: 'GET',
  path: '/v1/storage/stores/{store}/connections',
  summary: 'Lists the projects that a resource is connected to.',
  access: { kind: 'scope', action: 'installation:read' },
  query: scopeQuery,
  responses: { 200: z.object({ connections: z.array(storeConnection) }), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §5 */
export const changeStoreConnection = {
  id: 'changeStoreConnection',
  method: 'PATCH',
  path: '/v1/storage/stores/{store}/connections/{connection}',
  summary: 'Changes the environments or the prefix of a connection.',
  access: { kind: 'scope', action: 'connection:write' },
  query: scopeQuery,
  request: z.object({
    envVarEnvironments: environments.optional(),
    envVarPrefix: prefix,
    makeEnvVarsSensitive: z.boolean().optional(),
    deployments: chosenActions.optional(),
  }),
  responses: { 200: z.object({ connection: storeConnection }), ...refusalsOfChanges },
  audit: { event: 'connection.updated' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §5 */
export const disconnectStore = {
  id: 'disconnectStore',
  method: 'DELETE',
  path: '/v1/storage/stores/{store}/connections/{connection}',
  summary: 'Disconnects a resource from a project.',
  access: { kind: 'scope', action: 'connection:write' },
  query: scopeQuery,
  responses: { 204: null, ...refusalsOfChanges },
  audit: { event: 'connection.removed' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §5 */
export const disconnectStoreEverywhere = {
  id: 'disconnectStoreEverywhere',
  method: 'DELETE',
  path: '/v1/storage/stores/{store}/connections',
  summary: 'Disconnects a resource from every project, one after the other.',
  access: { kind: 'scope', action: 'connection:write' },
  query: scopeQuery,
  responses: { 204: null, ...refusalsOfChanges },
  audit: { event: 'connection.removed' },
} as const satisfies HostEndpoint;

/** The resource goes by its own id or by the provider's. @see spec/platform-api.md §3.7 */
export const connectInstalledResource = {
  id: 'connectInstalledResource',
  method: 'POST',
  path: '/v1/integrations/installations/{installation}/resources/{store}/connections',
  summary: 'Connects a resource of an installation to a project.',
  access: { kind: 'scope', action: 'connection:write' },
  rateLimit: hourly,
  query: scopeQuery,
  request: z.looseObject({
    projectId,
    envVarEnvironments: environments.optional(),
    makeEnvVarsSensitive: z.boolean().optional(),
    deployments: chosenActions.optional(),
  }),
  responses: { 201: null, ...refusalsOfChanges },
  audit: { event: 'connection.created' },
} as const satisfies HostEndpoint;
