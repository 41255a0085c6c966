import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { exchangesPerMinute } from './rate-limit.ts';
import { refusals } from './refusals.ts';

const text = z.string().min(1).max(2048);

/**
 * The client's secret in the body is the credential; there is no bearer.
 *
 * @see spec/installations.md — INS-30, INS-31
 */
export const exchangeAccountCode = {
  id: 'exchangeAccountCode',
  method: 'POST',
  path: '/v2/oauth/access_token',
  summary: 'Exchanges the code of a linked account for its access token.',
  access: { kind: 'public' },
  acceptsForm: true,
  rateLimit: exchangesPerMinute,
  request: z.object({ client_id: text, client_secret: text, code: text, redirect_uri: text }),
  responses: {
    200: z.object({
      token_type: z.literal('Bearer'),
      access_token: z.string(),
      installation_id: z.string(),
      user_id: z.string(),
      team_id: z.string().nullable(),
    }),
    ...refusals,
  },
  audit: { event: 'installation.token-issued' },
} as const satisfies HostEndpoint;
