import * as z from 'zod';
import type { PartnerEndpoint } from '../../endpoint.ts';
import { absentWhenNull } from '../../vocabulary/absent-when-null.ts';
import { oldSecretsMaxDelayHours } from '../../vocabulary/capabilities.ts';
import { secret } from '../../vocabulary/secret.ts';
import { refusals } from './refusals.ts';

/** The new secrets, at once: all of them, or with `partial` only those that change. */
const rotatedNow = z.object({
  sync: z.literal(true),
  secrets: z.array(secret),
  partial: absentWhenNull(z.boolean()),
});

/** The new secrets follow later, with the host's endpoint for them. */
const rotatedLater = z.object({ sync: z.literal(false) });

/**
 * Replaces the secrets of a resource while the old ones go on working for a while.
 *
 * @see spec/partner-api.md §4.10
 */
export const rotateSecrets = {
  id: 'rotateSecrets',
  method: 'POST',
  path: '/v1/installations/{installationId}/resources/{resourceId}/secrets/rotate',
  summary: 'Asks for new secrets of a resource.',
  callers: ['user', 'system'],
  idempotencyKey: true,
  request: z.object({
    reason: z.string().optional(),
    delayOldSecretsExpirationHours: z.number().min(0).max(oldSecretsMaxDelayHours).optional(),
  }),
  responses: {
    200: z.discriminatedUnion('sync', [rotatedNow, rotatedLater]),
    202: z.preprocess((body) => body ?? { sync: false }, rotatedLater),
    ...refusals,
  },
} as const satisfies PartnerEndpoint;
