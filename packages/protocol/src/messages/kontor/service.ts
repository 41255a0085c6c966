import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { serviceId, tokenId } from '../../vocabulary/ids.ts';
import { serviceScope } from '../../vocabulary/service-scope.ts';

const name = z.string().trim().min(1).max(64);

/** A platform that the host runs beside, as those see it who run the host. */
export const service = z.object({
  id: serviceId,
  name: z.string(),
  signsPeopleIn: z
    .boolean()
    .describe('Whether its ids of people are the subjects of the identity provider of this host.'),
  createdAt: z.iso.datetime(),
});
export type Service = z.infer<typeof service>;

export const serviceToken = z.object({
  id: tokenId,
  name: z.string(),
  /** The last four characters, to tell tokens apart. */
  hint: z.string(),
  scopes: z.array(serviceScope),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type ServiceToken = z.infer<typeof serviceToken>;

export const listServices = {
  id: 'listServices',
  method: 'GET',
  path: '/kontor/v1/operator/services',
  summary: 'Lists the platforms that may provision teams here.',
  access: { kind: 'operator' },
  responses: { 200: z.object({ services: z.array(service) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const createService = {
  id: 'createService',
  method: 'POST',
  path: '/kontor/v1/operator/services',
  summary:
    'Names a platform that may provision teams here. It calls with tokens that are made next.',
  access: { kind: 'operator' },
  request: z.strictObject({ name, signsPeopleIn: z.boolean().default(false) }),
  responses: { 201: z.object({ service }) },
  audit: { event: 'service.created' },
} as const satisfies HostEndpoint;

export const deleteService = {
  id: 'deleteService',
  method: 'DELETE',
  path: '/kontor/v1/operator/services/{service}',
  summary: 'Ends a service and all its tokens, also those that it made for people. Its teams stay.',
  access: { kind: 'operator' },
  responses: { 204: null },
  audit: { event: 'service.removed' },
} as const satisfies HostEndpoint;

export const listServiceTokens = {
  id: 'listServiceTokens',
  method: 'GET',
  path: '/kontor/v1/operator/services/{service}/tokens',
  summary: 'Lists the tokens of a service.',
  access: { kind: 'operator' },
  responses: { 200: z.object({ tokens: z.array(serviceToken) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const createServiceToken = {
  id: 'createServiceToken',
  method: 'POST',
  path: '/kontor/v1/operator/services/{service}/tokens',
  summary:
    'Creates a token of a service. To rotate one, create the next, use it, and revoke the first.',
  access: { kind: 'operator' },
  request: z.strictObject({
    name,
    scopes: z.array(serviceScope).min(1),
    expiresAt: z.iso.datetime().optional(),
  }),
  responses: {
    201: z.object({
      token: serviceToken,
      secret: z.string().describe('The token itself. It is shown this once.'),
    }),
  },
  audit: { event: 'service-token.created' },
} as const satisfies HostEndpoint;

export const deleteServiceToken = {
  id: 'deleteServiceToken',
  method: 'DELETE',
  path: '/kontor/v1/operator/services/{service}/tokens/{token}',
  summary: 'Revokes a token of a service at once.',
  access: { kind: 'operator' },
  responses: { 204: null },
  audit: { event: 'service-token.revoked' },
} as const satisfies HostEndpoint;
