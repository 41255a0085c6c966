import * as z from 'zod';
import { alertWebhooks } from './alert.ts';
import { deploymentWebhooks } from './deployment.ts';
import { integrationConfigurationWebhooks } from './integration-configuration.ts';
import { integrationResourceWebhooks } from './integration-resource.ts';
import { marketplaceWebhooks } from './marketplace.ts';
import { projectWebhooks } from './project.ts';
import { testWebhooks } from './test-webhook.ts';
import type { WebhookType } from './webhook-type.ts';

export * from './envelope.ts';
export * from './webhook-type.ts';

/**
 * Everything that a host tells by webhook, each with what is in its payload.
 *
 * @see spec/webhooks.md
 */
export const webhookPayloads = {
  ...alertWebhooks,
  ...deploymentWebhooks,
  ...integrationConfigurationWebhooks,
  ...integrationResourceWebhooks,
  ...marketplaceWebhooks,
  ...projectWebhooks,
  ...testWebhooks,
} as const satisfies Partial<Record<WebhookType, z.ZodType>>;
export type SentWebhookType = keyof typeof webhookPayloads;
export const sentWebhookType = z.enum(Object.keys(webhookPayloads) as [SentWebhookType]);
export type WebhookPayload<Type extends SentWebhookType> = z.infer<(typeof webhookPayloads)[Type]>;
