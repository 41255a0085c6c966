import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';

/** One thing that was tried of an integration, and what to do where it does not work. */
export const providerCheck = z.object({
  id: z.enum([
    'reached',
    'encrypted',
    'token-accepted',
    'plans-readable',
    'forged-token-refused',
    'webhook-accepted',
    'forged-webhook-refused',
    'redirect-reached',
  ]),
  of: z.enum(['baseUrl', 'webhookUrl', 'redirectLoginUrl']),
  result: z
    .enum(['works', 'fails', 'unsure', 'not-tried'])
    .describe('not-tried: something before it fails, or there is nothing to try it with.'),
  message: z.string(),
  advice: z.string().nullable(),
});
export type ProviderCheck = z.infer<typeof providerCheck>;

/** Only what changes nothing at the provider: it reads plans, and sends `test-webhook`. */
export const checkIntegration = {
  id: 'checkIntegration',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/integrations/{integration}/check',
  summary:
    'Tries the addresses of an integration: whether they are reached, whom they let in, and what they believe.',
  access: { kind: 'team', action: 'integration:manage' },
  rateLimit: { requests: 20, windowSeconds: 60, per: 'team' },
  responses: { 200: z.object({ checkedAt: z.iso.datetime(), checks: z.array(providerCheck) }) },
  audit: { none: 'changes nothing; its calls stand among the calls of the integration' },
} as const satisfies HostEndpoint;
