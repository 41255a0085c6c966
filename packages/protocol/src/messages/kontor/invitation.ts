import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { role } from '../../vocabulary/role.ts';

/** Somebody who was asked into a team and has not come yet. */
export const invitation = z.object({
  id: z.string().describe('Also the code that the person comes in with.'),
  email: z.email(),
  role,
  invitedBy: z.string().describe('The name of the member who asked.'),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  isExpired: z.boolean(),
  url: z.string().describe('The page on which the person joins.'),
  mail: z
    .enum(['off', 'waiting', 'sent', 'failed'])
    .describe(
      'What became of the mail with the link. Off where this host sends none: then whoever asks hands the link over.',
    ),
});
export type Invitation = z.infer<typeof invitation>;

export const listInvitations = {
  id: 'listInvitations',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/invitations',
  summary: 'Lists who was asked into the team and has not come yet, newest first.',
  access: { kind: 'team', action: 'member:manage' },
  responses: { 200: z.object({ invitations: z.array(invitation) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** Asking somebody again replaces what they were asked before. */
export const createInvitation = {
  id: 'createInvitation',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/invitations',
  summary: 'Asks somebody into the team by e-mail address, and mails them the link if it can.',
  access: { kind: 'team', action: 'member:manage' },
  request: z.strictObject({ email: z.email().max(254), role }),
  responses: { 201: z.object({ invitation }) },
  rateLimit: { requests: 120, windowSeconds: 3600, per: 'team' },
  audit: { event: 'member.invited' },
} as const satisfies HostEndpoint;

export const deleteInvitation = {
  id: 'deleteInvitation',
  method: 'DELETE',
  path: '/kontor/v1/teams/{team}/invitations/{invitation}',
  summary: 'Takes an invitation back that nobody has followed yet.',
  access: { kind: 'team', action: 'member:manage' },
  responses: { 204: null },
  audit: { event: 'member.invitation-withdrawn' },
} as const satisfies HostEndpoint;
