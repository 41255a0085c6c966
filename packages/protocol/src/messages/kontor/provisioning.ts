import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { projectId, teamId, tokenId, userId } from '../../vocabulary/ids.ts';
import { role } from '../../vocabulary/role.ts';
import { readEnvironment } from './environment.ts';
import { event } from './event.ts';
import { slug } from './slug.ts';

const externalId = z.string().describe('What the platform calls it.');

/** A team, as the platform that made it sees it. */
export const provisionedTeam = z.object({
  externalId,
  id: teamId,
  slug: z.string(),
  name: z.string(),
});
export type ProvisionedTeam = z.infer<typeof provisionedTeam>;

/** A person in a team, as the platform that put them there sees them. */
export const provisionedMember = z.object({
  externalId,
  userId,
  email: z.email(),
  name: z.string(),
  role,
});
export type ProvisionedMember = z.infer<typeof provisionedMember>;

/** A project of a team, as the platform that made it sees it. */
export const provisionedProject = z.object({ externalId, id: projectId, name: z.string() });
export type ProvisionedProject = z.infer<typeof provisionedProject>;

const provisions = { kind: 'service', scope: 'provision' } as const;
const teamPath = '/kontor/v1/platform/teams/{externalTeam}';

export const listProvisionedTeams = {
  id: 'listProvisionedTeams',
  method: 'GET',
  path: '/kontor/v1/platform/teams',
  summary: 'Lists the teams that the platform made, by its own ids.',
  access: provisions,
  query: z.strictObject({
    after: z.string().max(256).optional().describe('The last id of the page before.'),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  responses: { 200: z.object({ teams: z.array(provisionedTeam) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const putProvisionedTeam = {
  id: 'putProvisionedTeam',
  method: 'PUT',
  path: teamPath,
  summary: 'Makes a team of the platform, or renames it. Repeating it changes nothing.',
  access: provisions,
  request: z.strictObject({
    name: z.string().trim().min(1).max(64),
    slug: slug.optional().describe('Made from the name when it is left out.'),
  }),
  responses: { 200: z.object({ team: provisionedTeam }), 201: z.object({ team: provisionedTeam }) },
  audit: { event: 'team.created' },
} as const satisfies HostEndpoint;

export const deleteProvisionedTeam = {
  id: 'deleteProvisionedTeam',
  method: 'DELETE',
  path: teamPath,
  summary:
    'Deletes a team of the platform. Its installations have to be uninstalled and settled before.',
  access: provisions,
  responses: { 204: null },
  audit: { event: 'team.deleted' },
} as const satisfies HostEndpoint;

export const listProvisionedMembers = {
  id: 'listProvisionedMembers',
  method: 'GET',
  path: `${teamPath}/members`,
  summary: 'Lists the people that the platform put into a team of its own.',
  access: provisions,
  responses: { 200: z.object({ members: z.array(provisionedMember) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const putProvisionedMember = {
  id: 'putProvisionedMember',
  method: 'PUT',
  path: `${teamPath}/members/{externalUser}`,
  summary: 'Puts a person of the platform into a team, or changes their role, name or address.',
  access: provisions,
  request: z.strictObject({ email: z.email(), name: z.string().trim().min(1).max(100), role }),
  responses: {
    200: z.object({ member: provisionedMember }),
    201: z.object({ member: provisionedMember }),
  },
  audit: { event: 'member.added' },
} as const satisfies HostEndpoint;

export const deleteProvisionedMember = {
  id: 'deleteProvisionedMember',
  method: 'DELETE',
  path: `${teamPath}/members/{externalUser}`,
  summary: 'Takes a person out of a team at once. What they installed stays.',
  access: provisions,
  responses: { 204: null },
  audit: { event: 'member.removed' },
} as const satisfies HostEndpoint;

export const listProvisionedProjects = {
  id: 'listProvisionedProjects',
  method: 'GET',
  path: `${teamPath}/projects`,
  summary: 'Lists the projects that the platform made in a team.',
  access: provisions,
  responses: { 200: z.object({ projects: z.array(provisionedProject) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const putProvisionedProject = {
  id: 'putProvisionedProject',
  method: 'PUT',
  path: `${teamPath}/projects/{externalProject}`,
  summary:
    'Makes a project of the platform in a team, or renames it. A project of that name which no id names yet becomes it.',
  access: provisions,
  request: z.strictObject({ name: slug }),
  responses: {
    200: z.object({ project: provisionedProject }),
    201: z.object({ project: provisionedProject }),
  },
  audit: { event: 'project.created' },
} as const satisfies HostEndpoint;

export const deleteProvisionedProject = {
  id: 'deleteProvisionedProject',
  method: 'DELETE',
  path: `${teamPath}/projects/{externalProject}`,
  summary: 'Deletes a project of the platform, with its variables and connections. Resources stay.',
  access: provisions,
  responses: { 204: null },
  audit: { event: 'project.removed' },
} as const satisfies HostEndpoint;

export const readProvisionedEnvironment = {
  id: 'readProvisionedEnvironment',
  method: 'GET',
  path: `${teamPath}/projects/{externalProject}/environments/{environment}`,
  summary: 'Reads the variables that a deployment of the platform starts with.',
  access: { kind: 'service', scope: 'read-environments' },
  query: readEnvironment.query,
  responses: readEnvironment.responses,
  audit: readEnvironment.audit,
} as const satisfies HostEndpoint;

export const createDelegatedToken = {
  id: 'createDelegatedToken',
  method: 'POST',
  path: `${teamPath}/members/{externalUser}/tokens`,
  summary:
    'Makes a token that acts in the team as one of its members, for minutes. What it does is theirs, through the platform.',
  access: { kind: 'service', scope: 'act-for-members' },
  request: z
    .strictObject({ expiresInSeconds: z.int().min(1).max(3600).default(900) })
    .default({ expiresInSeconds: 900 }),
  responses: {
    201: z.object({
      id: tokenId,
      secret: z.string().describe('The token itself. It is shown this once.'),
      expiresAt: z.iso.datetime(),
    }),
  },
  audit: { event: 'token.delegated' },
} as const satisfies HostEndpoint;

export const listServiceEvents = {
  id: 'listServiceEvents',
  method: 'GET',
  path: '/kontor/v1/platform/events',
  summary: 'Lists what happened in the teams of the platform, oldest first, after a cursor.',
  access: { kind: 'service', scope: 'read-events' },
  query: z.strictObject({
    after: z.coerce
      .number()
      .int()
      .min(0)
      .default(0)
      .describe('`next` of the page before; 0 to begin.'),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  responses: {
    200: z.object({
      events: z.array(event.extend({ externalTeamId: externalId })),
      next: z.int().describe('The cursor behind the last event of this page.'),
      hasMore: z.boolean(),
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
