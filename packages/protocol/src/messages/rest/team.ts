import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { teamRole } from '../../vocabulary/team-role.ts';
import { slug } from '../kontor/slug.ts';
import { refusals, refusalsOfChanges } from '../platform/refusals.ts';
import { pageQuery, pagination } from './page.ts';

const time = z.number().describe('Milliseconds since 1970.');

/** What the caller is in a team. @see spec/platform-api.md §4.3 */
const membership = z.object({
  role: teamRole,
  confirmed: z.literal(true),
  created: time,
  createdAt: time,
  uid: z.string(),
  teamId: z.string(),
  teamRoles: z.array(teamRole),
});

/**
 * A team with everything that clients insist on. `membership` is missing where a machine asks.
 *
 * @see spec/platform-api.md §4.3
 */
export const restTeam = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string().nullable(),
  avatar: z.null(),
  description: z.string().nullable(),
  billing: z.object({ plan: z.literal('pro') }).describe('Always `pro`: a host has no plans.'),
  creatorId: z.string(),
  stagingPrefix: z.literal(''),
  createdAt: time,
  updatedAt: time,
  membership: membership.optional(),
});
export type RestTeam = z.infer<typeof restTeam>;

const teamName = z.string().trim().min(1).max(64);

export const listRestTeams = {
  id: 'listRestTeams',
  method: 'GET',
  path: '/v2/teams',
  aliases: ['/v1/teams'],
  summary: 'Lists the teams of a person, newest first.',
  access: { kind: 'person', limited: true },
  query: pageQuery,
  responses: { 200: z.object({ teams: z.array(restTeam), pagination }), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getRestTeam = {
  id: 'getRestTeam',
  method: 'GET',
  path: '/v2/teams/{team}',
  aliases: ['/v1/teams/{team}', '/teams/{team}'],
  summary: 'Shows a team, named by its id or slug.',
  access: { kind: 'team', action: 'team:read' },
  responses: { 200: restTeam, ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** `attribution` tells where a customer came from; it is read and not kept. */
export const createRestTeam = {
  id: 'createRestTeam',
  method: 'POST',
  path: '/v1/teams',
  summary: 'Creates a team and makes the caller its owner.',
  access: { kind: 'person' },
  request: z.strictObject({
    slug,
    name: teamName.optional(),
    attribution: z.looseObject({}).optional(),
  }),
  responses: { 200: z.object({ id: z.string(), slug: z.string() }), ...refusalsOfChanges },
  audit: { event: 'team.created' },
} as const satisfies HostEndpoint;

/** Takes what a team of this host has; a setting that it cannot keep is refused by name. */
export const updateRestTeam = {
  id: 'updateRestTeam',
  method: 'PATCH',
  path: '/v2/teams/{team}',
  aliases: ['/v1/teams/{team}'],
  summary: 'Changes the name, slug or description of a team.',
  access: { kind: 'team', action: 'team:manage' },
  request: z.strictObject({
    name: teamName.optional(),
    slug: slug.optional(),
    description: z.string().trim().max(140).optional(),
  }),
  responses: { 200: restTeam, ...refusalsOfChanges },
  audit: { event: 'team.updated' },
} as const satisfies HostEndpoint;

export const deleteRestTeam = {
  id: 'deleteRestTeam',
  method: 'DELETE',
  path: '/v1/teams/{team}',
  summary:
    'Deletes a team with its projects, tokens and memberships. Its installations have to be uninstalled and settled, and its integrations unpublished, before.',
  access: { kind: 'team', action: 'team:manage' },
  query: z.object({ newDefaultTeamId: z.string().max(128).optional() }),
  request: z
    .strictObject({
      reasons: z.array(z.strictObject({ slug: z.string(), description: z.string() })).optional(),
    })
    .optional(),
  responses: {
    200: z.object({ id: z.string(), newDefaultTeamIdError: z.boolean().optional() }),
    ...refusalsOfChanges,
  },
  audit: { event: 'team.deleted' },
} as const satisfies HostEndpoint;
