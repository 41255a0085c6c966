import type * as z from 'zod';
import { integrationConfigurationWebhooks } from './integration-configuration.ts';
import { integrationResourceWebhooks } from './integration-resource.ts';
import type { WebhookType } from './webhook-type.ts';

export * from './envelope.ts';
export * from './webhook-type.ts';

/**
 * Everything that a host tells by webhook, each with what is in its payload.
 *
 * @see spec/webhooks.md
 */
export const webhookPayloads = {
  ...integrationConfigurationWebhooks,
  ...integrationResourceWebhooks,
} as const satisfies Partial<Record<WebhookType, z.ZodType>>;
export type SentWebhookType = keyof typeof webhookPayloads;
export type WebhookPayload<Type extends SentWebhookType> = z.infer<(typeof webhookPayloads)[Type]>;
