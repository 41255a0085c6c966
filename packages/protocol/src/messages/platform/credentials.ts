import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { perMinute } from './rate-limit.ts';
import { refusalsOfChanges } from './refusals.ts';

/** The longest client secret or token that is looked at, in characters. */
const proofMaxLength = 512;
const proof = z.string().min(1).max(proofMaxLength);

/** Shown beside the bearer, because a leaked token alone must change nothing. */
const secondProof = { client_secret: proof, client_id: z.string().max(128).optional() };

/** The former credential stays valid until it is revoked. @see spec/platform-api.md §2.4 */
export const rotateCredentials = {
  id: 'rotateCredentials',
  method: 'POST',
  path: '/v1/installations/{installationId}/credentials/rotate',
  summary: 'Issues another access token for an installation.',
  access: { kind: 'installation' },
  rateLimit: perMinute(60),
  request: z.strictObject(secondProof),
  responses: {
    200: z.object({
      access_token: z.string(),
      expires_in: z.number().describe('Seconds.'),
      scope: z.string(),
      token_type: z.literal('oauth2-token'),
    }),
    ...refusalsOfChanges,
  },
  audit: { event: 'installation.credential-rotated' },
} as const satisfies HostEndpoint;

/** Revoking again is a success that says so. @see spec/platform-api.md §2.4 */
export const revokeCredentials = {
  id: 'revokeCredentials',
  method: 'POST',
  path: '/v1/installations/{installationId}/credentials/revoke',
  summary: 'Ends one access token of an installation, unless it is the last.',
  access: { kind: 'installation' },
  rateLimit: perMinute(60),
  request: z.strictObject({ token: proof, ...secondProof }),
  responses: {
    200: z.object({ revoked: z.boolean(), already_revoked: z.boolean() }),
    ...refusalsOfChanges,
  },
  audit: { event: 'installation.credential-revoked' },
} as const satisfies HostEndpoint;
