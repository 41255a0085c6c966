import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';

/** A browser in which somebody is signed in. What it signs in with is never shown. */
export const session = z.object({
  id: z.string(),
  isCurrent: z.boolean().describe('Whether this call was made with it.'),
  userAgent: z
    .string()
    .nullable()
    .describe('How the browser calls itself, which anybody may make up.'),
  ipAddress: z.string().nullable().describe('Where it signed in from.'),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime().describe('Within some minutes.'),
  expiresAt: z.iso.datetime(),
});
export type Session = z.infer<typeof session>;

export const listSessions = {
  id: 'listSessions',
  method: 'GET',
  path: '/kontor/v1/sessions',
  summary: 'Lists where the caller is signed in with a browser, the newest first.',
  access: { kind: 'person' },
  responses: { 200: z.object({ sessions: z.array(session) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const endSession = {
  id: 'endSession',
  method: 'DELETE',
  path: '/kontor/v1/sessions/{session}',
  summary: 'Signs one browser of the caller out at once.',
  access: { kind: 'person' },
  responses: { 204: null },
  audit: { none: 'belongs to a person, and events belong to teams' },
} as const satisfies HostEndpoint;

export const endOtherSessions = {
  id: 'endOtherSessions',
  method: 'DELETE',
  path: '/kontor/v1/sessions',
  summary: 'Signs every browser of the caller out but the one that asks. Tokens stay.',
  access: { kind: 'person' },
  responses: { 200: z.object({ ended: z.int().describe('How many were signed out.') }) },
  audit: { none: 'belongs to a person, and events belong to teams' },
} as const satisfies HostEndpoint;

export const getSignInWays = {
  id: 'getSignInWays',
  method: 'GET',
  path: '/kontor/v1/me/sign-in-ways',
  summary: 'Tells how the caller can sign in with a browser.',
  access: { kind: 'person' },
  responses: {
    200: z.object({
      password: z.boolean(),
      platform: z.boolean().describe("Whether the platform's identity provider knows them."),
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** Where the host sends no mail, an operator makes the link and hands it over. The log has who did, and never the link. */
export const createPasswordReset = {
  id: 'createPasswordReset',
  method: 'POST',
  path: '/kontor/v1/operator/password-resets',
  summary: 'Makes a link by which somebody who has forgotten their password sets another, once.',
  access: { kind: 'operator' },
  request: z.strictObject({ email: z.email().max(254) }),
  responses: { 201: z.object({ url: z.string(), expiresAt: z.iso.datetime() }) },
  rateLimit: { requests: 60, windowSeconds: 3600, per: 'person' },
  audit: { event: 'password-reset.created' },
} as const satisfies HostEndpoint;
