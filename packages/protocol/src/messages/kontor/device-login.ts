import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';

/**
 * Signing in on a machine without a browser, or without giving it a password: the machine shows a code,
 * its person allows it in a browser, and the machine is given a personal token.
 *
 * @see RFC 8628
 */
export const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code';

const clientId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/)
  .meta({ examples: ['kontor'] })
  .describe('How the program calls itself, which anybody may make up.');

/** Nothing that is not seen, or that turns what is seen around. */
const machineName = z
  .string()
  .trim()
  .max(100)
  .regex(/^\P{C}*$/u, 'must hold no control characters')
  .meta({ examples: ['laptop'] });

export const beginDeviceLogin = {
  id: 'beginDeviceLogin',
  method: 'POST',
  path: '/kontor/v1/device-logins',
  summary: 'Asks for a code that a person allows in a browser, so that a machine is given a token.',
  access: { kind: 'public' },
  acceptsForm: true,
  rateLimit: { requests: 60, windowSeconds: 600, per: 'address' },
  request: z.object({
    client_id: clientId,
    machine: machineName
      .optional()
      .describe('What the machine is called, for its person to know it.'),
  }),
  responses: {
    200: z.object({
      device_code: z.string().describe('What the machine asks with. Nobody else may see it.'),
      user_code: z.string().describe('What the person types or confirms.'),
      verification_uri: z.url(),
      verification_uri_complete: z.url().describe('The same with the code in it.'),
      expires_in: z.int().positive().describe('Seconds until the codes are good for nothing.'),
      interval: z.int().positive().describe('Seconds to wait before each question but the first.'),
    }),
  },
  audit: { none: 'nobody has allowed anything yet' },
} as const satisfies HostEndpoint;

export const finishDeviceLogin = {
  id: 'finishDeviceLogin',
  method: 'POST',
  path: '/kontor/v1/device-logins/token',
  summary:
    'Gives a machine its token, once its person has allowed the code; says why not otherwise.',
  access: { kind: 'public' },
  acceptsForm: true,
  rateLimit: { requests: 600, windowSeconds: 60, per: 'address' },
  request: z.object({
    grant_type: z
      .string()
      .max(128)
      .meta({ examples: [deviceCodeGrant] }),
    device_code: z.string().min(1).max(128),
    client_id: clientId,
  }),
  responses: {
    200: z.object({
      access_token: z.string().describe('A personal token of whoever allowed the code.'),
      token_type: z.literal('Bearer'),
      expires_in: z
        .int()
        .positive()
        .optional()
        .describe('Seconds that it is good for, where it was allowed with a token that ends.'),
    }),
    400: z.object({
      error: z.enum([
        'authorization_pending',
        'slow_down',
        'access_denied',
        'expired_token',
        'invalid_grant',
        'unsupported_grant_type',
      ]),
      error_description: z.string(),
    }),
  },
  audit: { none: 'the log has who allowed it, and the id of the token' },
} as const satisfies HostEndpoint;

/** What asks to be signed in. */
const deviceLogin = z.object({
  code: z.string().describe('The code as its machine shows it.'),
  client: z.string().describe('How the program calls itself, which anybody may make up.'),
  machine: z.string().nullable().describe('How the machine calls itself, likewise.'),
  ipAddress: z.string().describe('Where it asked from.'),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type DeviceLogin = z.infer<typeof deviceLogin>;

const userCode = z
  .string()
  .min(1)
  .max(32)
  .meta({ examples: ['BCDF-GHJK'] });
/** Few enough that nobody finds a code by trying, and more than anybody needs who mistypes one. */
const triesPerMinute = { requests: 20, windowSeconds: 60, per: 'person' } as const;

export const getDeviceLogin = {
  id: 'getDeviceLogin',
  method: 'GET',
  path: '/kontor/v1/device-logins',
  summary: 'Shows what asks to be signed in with a code.',
  access: { kind: 'person' },
  rateLimit: triesPerMinute,
  query: z.object({ code: userCode }),
  responses: { 200: z.object({ deviceLogin }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const decideDeviceLogin = {
  id: 'decideDeviceLogin',
  method: 'POST',
  path: '/kontor/v1/device-logins/decision',
  summary:
    'Allows or refuses what asks to be signed in with a code. It then acts for the caller alone.',
  access: { kind: 'person' },
  rateLimit: triesPerMinute,
  request: z.strictObject({ code: userCode, decision: z.enum(['allow', 'refuse']) }),
  responses: { 200: z.object({ deviceLogin }) },
  audit: { event: 'device-login.decided' },
} as const satisfies HostEndpoint;
