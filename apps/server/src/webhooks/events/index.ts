import type { WebhookMappings } from '../message.ts';
import { checkWebhooks } from './check.ts';
import { connectionWebhooks } from './connection.ts';
import { deploymentWebhooks } from './deployment.ts';
import { deploymentActionWebhooks } from './deployment-action.ts';
import { installationWebhooks } from './installation.ts';
import { invoiceWebhooks } from './invoice.ts';
import { memberWebhooks } from './member.ts';
import { projectWebhooks } from './project.ts';
import { spendWebhooks } from './spend.ts';
import { usageWebhooks } from './usage.ts';

/** What becomes of each type of event; of a type that is not here, nothing is told. */
export const webhookMappings: WebhookMappings = {
  ...connectionWebhooks,
  ...checkWebhooks,
  ...deploymentActionWebhooks,
  ...deploymentWebhooks,
  ...installationWebhooks,
  ...invoiceWebhooks,
  ...memberWebhooks,
  ...projectWebhooks,
  ...spendWebhooks,
  ...usageWebhooks,
};
