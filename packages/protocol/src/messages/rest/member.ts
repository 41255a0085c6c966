import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { teamRole } from '../../vocabulary/team-role.ts';
import { refusals, refusalsOfChanges } from '../platform/refusals.ts';
import { pageQuery, pagination } from './page.ts';

/** @see spec/platform-api.md §4.3 */
const restMember = z.object({
  uid: z.string(),
  email: z.string(),
  username: z.string(),
  name: z.string(),
  role: teamRole,
  teamRoles: z.array(teamRole),
  confirmed: z.literal(true),
  createdAt: z.number().describe('When they joined, in milliseconds since 1970.'),
});
export type RestMember = z.infer<typeof restMember>;

/** Somebody who was asked and has not come yet. */
const emailInviteCode = z.object({
  id: z.string(),
  email: z.string(),
  role: teamRole,
  createdAt: z.number(),
  isDSyncUser: z.literal(false),
  expired: z.literal(true).optional(),
});

export const listRestMembers = {
  id: 'listRestMembers',
  method: 'GET',
  path: '/v3/teams/{team}/members',
  aliases: ['/v2/teams/{team}/members'],
  summary: 'Lists the people of a team, newest first, and who was invited and has not come yet.',
  access: { kind: 'team', action: 'team:read' },
  query: pageQuery.extend({
    search: z.string().max(100).optional().describe('A part of a name or e-mail address.'),
    role: teamRole.optional(),
    excludeProject: z.string().optional(),
    eligibleMembersForProjectId: z.string().optional(),
  }),
  responses: {
    200: z.object({
      members: z.array(restMember),
      emailInviteCodes: z.array(emailInviteCode),
      pagination: pagination.extend({ hasNext: z.boolean() }),
    }),
    ...refusals,
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** Roles in single projects are not known here, so whoever asks for one is told. */
const noProjectRoles = z
  .array(z.unknown())
  .max(0, 'roles in single projects are not known here; give a role in the team')
  .optional();

const invited = z.strictObject({
  email: z.email(),
  role: teamRole.default('MEMBER'),
  projects: noProjectRoles,
});

/** One person, or several at once: newer clients send a list. */
export const inviteRestMember = {
  id: 'inviteRestMember',
  method: 'POST',
  path: '/v2/teams/{team}/members',
  aliases: ['/v1/teams/{team}/members'],
  summary:
    'Invites people to a team by e-mail address. Where this host sends no mail, whoever invites hands the code over.',
  access: { kind: 'team', action: 'member:manage' },
  request: z.union([z.array(invited).min(1).max(50), invited]),
  responses: {
    200: z.object({
      uid: z.string().describe('Id of the invitation; once accepted, the person has their own.'),
      username: z.string(),
      email: z.string(),
      role: teamRole,
      inviteCode: z.string(),
      others: z
        .array(z.object({ email: z.string(), role: teamRole, inviteCode: z.string() }))
        .describe('The rest of those who were invited with the same call.'),
    }),
    ...refusalsOfChanges,
  },
  audit: { event: 'member.invited' },
} as const satisfies HostEndpoint;

export const deleteRestInvitation = {
  id: 'deleteRestInvitation',
  method: 'DELETE',
  path: '/v1/teams/{team}/invites/{invitation}',
  summary: 'Takes an invitation back.',
  access: { kind: 'team', action: 'member:manage' },
  responses: { 200: z.object({ id: z.string() }), ...refusalsOfChanges },
  audit: { event: 'member.invitation-withdrawn' },
} as const satisfies HostEndpoint;

export const joinRestTeam = {
  id: 'joinRestTeam',
  method: 'POST',
  path: '/v1/teams/{team}/members/teams/join',
  summary: 'Joins a team with the code of an invitation that was made for the e-mail address.',
  access: { kind: 'person' },
  request: z.strictObject({ inviteCode: z.string().min(1).max(128) }),
  responses: {
    200: z.object({
      teamId: z.string(),
      slug: z.string(),
      name: z.string(),
      from: z.literal('mail'),
    }),
    ...refusalsOfChanges,
  },
  audit: { event: 'member.added' },
} as const satisfies HostEndpoint;

export const updateRestMember = {
  id: 'updateRestMember',
  method: 'PATCH',
  path: '/v1/teams/{team}/members/{user}',
  summary: "Changes a member's role. The last owner keeps theirs.",
  access: { kind: 'team', action: 'member:manage' },
  request: z.strictObject({
    role: teamRole.optional(),
    confirmed: z.literal(true).optional(),
    projects: noProjectRoles,
    teamPermissions: z
      .array(z.unknown())
      .max(0, 'permissions beside the role are not known here')
      .optional(),
    joinedFrom: z.looseObject({}).optional(),
  }),
  responses: { 200: z.object({ id: z.string() }), ...refusalsOfChanges },
  audit: { event: 'member.updated' },
} as const satisfies HostEndpoint;

/** Anybody may leave; to remove others needs `member:manage`. */
export const removeRestMember = {
  id: 'removeRestMember',
  method: 'DELETE',
  path: '/v1/teams/{team}/members/{user}',
  summary: 'Removes a person from a team, which everybody may do with themselves.',
  access: { kind: 'team', action: 'team:read' },
  query: z.object({ newDefaultTeamId: z.string().max(128).optional() }),
  responses: { 200: z.object({ id: z.string() }), ...refusalsOfChanges },
  audit: { event: 'member.removed' },
} as const satisfies HostEndpoint;
