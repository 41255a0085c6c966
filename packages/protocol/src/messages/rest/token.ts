import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { tokensPerMinute } from '../kontor/rate-limit.ts';
import { refusals } from '../platform/refusals.ts';
import { pagination } from './page.ts';
import { scopeQuery } from './scope.ts';

const time = z.number().describe('Milliseconds since 1970.');

const scopes = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('user'),
    origin: z.enum(['manual', 'app']),
    createdAt: time,
    expiresAt: time.optional(),
  }),
  z.object({
    type: z.literal('team'),
    teamId: z.string(),
    origin: z.enum(['manual', 'app']),
    createdAt: time,
    expiresAt: time.optional(),
  }),
]);

/** A token as it is listed: what it is for, never what it is. @see spec/platform-api.md §4.3 */
export const authToken = z.object({
  id: z.string(),
  name: z.string(),
  type: z.literal('token'),
  origin: z.enum(['manual', 'app']).describe('`app` for one that a service made for its person.'),
  prefix: z.string(),
  suffix: z.string().describe('The last four characters, to tell tokens apart.'),
  scopes: z.array(scopes),
  projectId: z.string().optional().describe('The only project that it is good in.'),
  createdAt: time,
  activeAt: time,
  expiresAt: time.optional(),
});
export type AuthToken = z.infer<typeof authToken>;

export const listAuthTokens = {
  id: 'listAuthTokens',
  method: 'GET',
  path: '/v6/user/tokens',
  aliases: ['/v5/user/tokens'],
  summary: "Lists the caller's personal tokens, all of them on one page.",
  access: { kind: 'person', limited: true },
  responses: { 200: z.object({ tokens: z.array(authToken), pagination }), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §4.3 */
export const createAuthToken = {
  id: 'createAuthToken',
  method: 'POST',
  path: '/v3/user/tokens',
  summary:
    'Creates a personal token: for every team, for the one that the query names, or for one project.',
  access: { kind: 'person', limited: true },
  rateLimit: tokensPerMinute,
  query: scopeQuery,
  request: z.strictObject({
    name: z.string().trim().min(1).max(100),
    expiresAt: time.int().optional(),
    projectId: z.string().max(128).optional(),
  }),
  responses: {
    200: z.object({
      token: authToken,
      bearerToken: z.string().describe('The token itself. It is shown this once.'),
    }),
    ...refusals,
  },
  audit: { none: 'belongs to a person, and events belong to teams' },
} as const satisfies HostEndpoint;

export const getAuthToken = {
  id: 'getAuthToken',
  method: 'GET',
  path: '/v5/user/tokens/{token}',
  summary: 'Shows a personal token. The id `current` names the one presented.',
  access: { kind: 'person', limited: true },
  responses: { 200: z.object({ token: authToken }), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const deleteAuthToken = {
  id: 'deleteAuthToken',
  method: 'DELETE',
  path: '/v3/user/tokens/{token}',
  summary: 'Revokes a personal token at once. The id `current` names the one presented.',
  access: { kind: 'person', limited: true },
  responses: { 200: z.object({ tokenId: z.string() }), ...refusals },
  audit: { none: 'belongs to a person, and events belong to teams' },
} as const satisfies HostEndpoint;
