import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { exchangesPerMinute } from './rate-limit.ts';
import { refusals } from './refusals.ts';

const secret = z.string().min(1).max(512);
const client = { client_id: z.string().min(1).max(128), client_secret: secret };

/** Clients send more than they need to; what has no meaning here is passed over. */
const withCode = z.object({
  ...client,
  grant_type: z.literal('authorization_code').default('authorization_code'),
  code: secret,
  state: z.string().max(512).optional(),
  redirect_uri: z.string().max(2048).optional(),
});
const withRefreshToken = z.object({
  ...client,
  grant_type: z.literal('refresh_token'),
  refresh_token: secret,
});

/**
 * The client's secret in the body is the credential; there is no bearer.
 *
 * @see spec/platform-api.md §2.18; spec/sso.md — SSO-11 to SSO-14
 */
export const exchangeSsoToken = {
  id: 'exchangeSsoToken',
  method: 'POST',
  path: '/v1/integrations/sso/token',
  summary: 'Exchanges the code of a single sign-on, or a refresh token, for an id_token.',
  access: { kind: 'public' },
  acceptsForm: true,
  rateLimit: exchangesPerMinute,
  request: z.preprocess(
    // some clients leave the type out and mean a code
    (body) =>
      typeof body === 'object' && body !== null && !('grant_type' in body)
        ? { ...body, grant_type: 'authorization_code' }
        : body,
    z.discriminatedUnion('grant_type', [withCode, withRefreshToken]),
  ),
  responses: {
    200: z.object({
      id_token: z.string(),
      access_token: z.string().nullable(),
      token_type: z.string().nullable(),
      expires_in: z.int().describe('Seconds.'),
      refresh_token: z.string(),
    }),
    ...refusals,
  },
  audit: { event: 'sso.exchanged' },
} as const satisfies HostEndpoint;
