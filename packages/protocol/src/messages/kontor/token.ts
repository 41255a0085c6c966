import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { action } from '../../vocabulary/actions.ts';
import { projectId, teamId, tokenId, userId } from '../../vocabulary/ids.ts';
import { role } from '../../vocabulary/role.ts';
import { tokensPerMinute } from './rate-limit.ts';
import { team } from './team.ts';

export const person = z.object({
  id: userId,
  email: z.email(),
  name: z.string(),
  isOperator: z.boolean(),
});
export type Person = z.infer<typeof person>;

/** What a token may do: everything its role may, or less where a list narrows it. */
export const grant = z.strictObject({
  role,
  actions: z.array(action).min(1).optional(),
  projects: z.array(projectId).min(1).optional(),
  environments: z.array(z.string().min(1).max(64)).min(1).optional(),
});
export type Grant = z.infer<typeof grant>;

/** A token as it is listed: what it is for, never what it is. */
export const token = z.object({
  id: tokenId,
  kind: z.enum(['personal', 'machine']),
  name: z.string(),
  /** The last four characters, to tell tokens apart. */
  hint: z.string(),
  teamId: teamId.nullable(),
  grant: grant.nullable(),
  projects: z
    .array(projectId)
    .nullish()
    .describe('The projects of its team that a personal token is limited to.'),
  serviceId: z.string().nullish().describe('The service that made it for its person.'),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type Token = z.infer<typeof token>;

const tokenName = z.string().trim().min(1).max(100);
const shownOnce = z.object({
  token,
  secret: z.string().describe('The token itself. It is shown this once and cannot be read again.'),
});

export const getMe = {
  id: 'getMe',
  method: 'GET',
  path: '/kontor/v1/me',
  summary: 'Tells whom the presented credential speaks for.',
  access: { kind: 'person', limited: true },
  responses: { 200: z.object({ person, teams: z.array(team) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const listTokens = {
  id: 'listTokens',
  method: 'GET',
  path: '/kontor/v1/tokens',
  summary: "Lists the caller's personal tokens.",
  access: { kind: 'person', limited: true },
  responses: { 200: z.object({ tokens: z.array(token) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const createToken = {
  id: 'createToken',
  method: 'POST',
  path: '/kontor/v1/tokens',
  summary:
    'Creates a personal token that does what the caller may do, everywhere or in one team alone.',
  access: { kind: 'person', limited: true },
  rateLimit: tokensPerMinute,
  request: z.strictObject({
    name: tokenName,
    expiresAt: z.iso.datetime().optional(),
    team: z.string().max(128).optional().describe('Id or slug of the only team it is good in.'),
    projects: z
      .array(z.string().max(128))
      .min(1)
      .max(50)
      .optional()
      .describe('Ids or names of the only projects of that team that it is good in.'),
  }),
  responses: { 201: shownOnce },
  audit: { none: 'belongs to a person, and events belong to teams' },
} as const satisfies HostEndpoint;

export const deleteToken = {
  id: 'deleteToken',
  method: 'DELETE',
  path: '/kontor/v1/tokens/{token}',
  summary: 'Revokes a personal token at once. The id `current` names the one presented.',
  access: { kind: 'person', limited: true },
  responses: { 204: null },
  audit: { none: 'belongs to a person, and events belong to teams' },
} as const satisfies HostEndpoint;

export const listTeamTokens = {
  id: 'listTeamTokens',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/tokens',
  summary: 'Lists the machine tokens of a team.',
  access: { kind: 'team', action: 'token:manage' },
  responses: { 200: z.object({ tokens: z.array(token) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const createTeamToken = {
  id: 'createTeamToken',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/tokens',
  summary: 'Creates a token for a machine, bound to the team and no wider than the caller.',
  access: { kind: 'team', action: 'token:manage' },
  request: z.strictObject({
    name: tokenName,
    ...grant.shape,
    expiresAt: z.iso.datetime().optional(),
  }),
  responses: { 201: shownOnce },
  audit: { event: 'token.created' },
} as const satisfies HostEndpoint;

export const deleteTeamToken = {
  id: 'deleteTeamToken',
  method: 'DELETE',
  path: '/kontor/v1/teams/{team}/tokens/{token}',
  summary: 'Revokes a machine token at once, also in a suspended team.',
  access: { kind: 'team', action: 'token:manage', ends: true },
  responses: { 204: null },
  audit: { event: 'token.revoked' },
} as const satisfies HostEndpoint;
