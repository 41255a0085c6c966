import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { action } from '../../vocabulary/actions.ts';
import { teamId, userId } from '../../vocabulary/ids.ts';
import { partnerRole, role } from '../../vocabulary/role.ts';
import { slug } from './slug.ts';

/** A customer of the marketplace: a group of people with projects, installations and bills. */
export const team = z.object({
  id: teamId,
  slug: z.string(),
  name: z.string(),
  role: role.optional().describe("The caller's role; absent for machine tokens."),
  actions: z.array(action).describe('What the caller may do in it.'),
  createdAt: z.iso.datetime(),
  testClock: z.iso
    .datetime()
    .optional()
    .describe('The time by which it is billed, where it is on a test clock.'),
  suspension: z
    .object({
      reason: z.string(),
      withheld: z
        .array(action)
        .describe('What the caller can do again once it is resumed. What only reads is answered.'),
    })
    .optional()
    .describe('Why whoever runs the host has suspended it, where they have.'),
});
export type Team = z.infer<typeof team>;

export const member = z.object({
  userId,
  email: z.email(),
  name: z.string(),
  role,
  partnerRole: partnerRole.describe('As which providers know them.'),
  joinedAt: z.iso.datetime(),
});
export type Member = z.infer<typeof member>;

const teamName = z.string().trim().min(1).max(64);

export const listTeams = {
  id: 'listTeams',
  method: 'GET',
  path: '/kontor/v1/teams',
  summary: 'Lists the teams the caller belongs to.',
  access: { kind: 'person', limited: true },
  responses: { 200: z.object({ teams: z.array(team) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const createTeam = {
  id: 'createTeam',
  method: 'POST',
  path: '/kontor/v1/teams',
  summary: 'Creates a team and makes the caller its owner.',
  access: { kind: 'person' },
  request: z.strictObject({ name: teamName, slug }),
  responses: { 201: z.object({ team }) },
  audit: { event: 'team.created' },
} as const satisfies HostEndpoint;

export const getTeam = {
  id: 'getTeam',
  method: 'GET',
  path: '/kontor/v1/teams/{team}',
  summary: 'Shows one team, named by its id or slug.',
  access: { kind: 'team', action: 'team:read' },
  responses: { 200: z.object({ team }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const updateTeam = {
  id: 'updateTeam',
  method: 'PATCH',
  path: '/kontor/v1/teams/{team}',
  summary: 'Renames a team or changes its slug.',
  access: { kind: 'team', action: 'team:manage' },
  request: z.strictObject({ name: teamName.optional(), slug: slug.optional() }),
  responses: { 200: z.object({ team }) },
  audit: { event: 'team.updated' },
} as const satisfies HostEndpoint;

export const listMembers = {
  id: 'listMembers',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/members',
  summary: 'Lists the people of a team with their roles.',
  access: { kind: 'team', action: 'team:read' },
  responses: { 200: z.object({ members: z.array(member) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const addMember = {
  id: 'addMember',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/members',
  summary: 'Adds a person who has an account here to the team.',
  access: { kind: 'team', action: 'member:manage' },
  request: z.strictObject({ email: z.email(), role }),
  responses: { 201: z.object({ member }) },
  audit: { event: 'member.added' },
} as const satisfies HostEndpoint;

export const updateMember = {
  id: 'updateMember',
  method: 'PATCH',
  path: '/kontor/v1/teams/{team}/members/{user}',
  summary: "Changes a member's role. The last owner keeps theirs.",
  access: { kind: 'team', action: 'member:manage' },
  request: z.strictObject({ role }),
  responses: { 200: z.object({ member }) },
  audit: { event: 'member.updated' },
} as const satisfies HostEndpoint;

export const removeMember = {
  id: 'removeMember',
  method: 'DELETE',
  path: '/kontor/v1/teams/{team}/members/{user}',
  summary: 'Removes a person from the team. What they installed stays.',
  access: { kind: 'team', action: 'member:manage' },
  responses: { 204: null },
  audit: { event: 'member.removed' },
} as const satisfies HostEndpoint;
