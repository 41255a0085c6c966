import * as z from 'zod';

/**
 * What every webhook is wrapped in. Real senders write `createdAt` as a number although their tables
 * say date.
 *
 * @see spec/webhooks.md
 */
export const webhookEnvelope = z.object({
  id: z.string().describe('Of the delivery; the same in every attempt.'),
  type: z.string(),
  createdAt: z.int().describe('When it happened, in milliseconds since 1970.'),
  region: z.string().nullable(),
  payload: z.record(z.string(), z.json()),
});
export type WebhookEnvelope = z.infer<typeof webhookEnvelope>;
