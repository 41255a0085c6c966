import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { perMinute } from './rate-limit.ts';
import { refusals } from './refusals.ts';

/**
 * A provider's word that something changed on its side. It carries no state: the host reads it from the
 * provider afterwards, so repeating an event is harmless.
 *
 * @see spec/partner-api.md §7.5
 */
export const providerEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('installation.updated'), billingPlanId: z.string().optional() }),
  z.strictObject({
    type: z.literal('resource.updated'),
    resourceId: z.string().min(1),
    productId: z.string().optional(),
  }),
]);
export type ProviderEvent = z.infer<typeof providerEvent>;

/** @see spec/platform-api.md §2.5 */
export const createEvent = {
  id: 'createEvent',
  method: 'POST',
  path: '/v1/installations/{installationId}/events',
  summary: 'Tells the host to read an installation or a resource again.',
  access: { kind: 'installation' },
  rateLimit: perMinute(60),
  request: z.strictObject({ event: providerEvent }),
  responses: { 201: null, ...refusals },
  audit: { none: 'what is found changed leaves its own event' },
} as const satisfies HostEndpoint;
