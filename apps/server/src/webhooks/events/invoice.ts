import type { JsonValue } from '@kontor/core';
import type { SentWebhookType, WebhookPayload } from '@kontor/protocol/webhooks';
import {
  type Audience,
  message,
  ofInstallation,
  type WebhookMapping,
  type WebhookMappings,
} from '../message.ts';

type InvoiceWebhook = Extract<SentWebhookType, `marketplace.invoice.${string}`>;

/**
 * Invoices of an installation. Their events carry what is told: id, the provider's id, period, date and
 * total, and of a refund its amount and reason.
 *
 * @see spec/webhooks.md — WHK-17
 */
export const invoiceWebhooks: WebhookMappings = {
  'invoice.created': invoice('marketplace.invoice.created'),
  'invoice.paid': invoice('marketplace.invoice.paid'),
  'invoice.notpaid': invoice('marketplace.invoice.notpaid'),
  'invoice.overdue': invoice('marketplace.invoice.overdue'),
  'invoice.refunded': invoice('marketplace.invoice.refunded'),
};

function invoice<Type extends InvoiceWebhook>(type: Type): WebhookMapping {
  return async ({ subject, data }, look) => {
    const installation = await look.installation(subject.installation);
    if (installation === undefined) return [];
    return [
      message(type, {
        subject: `invoice:${subject.invoice ?? textOf(data.invoiceId)}`,
        installations: [installation],
        // the schema of the payload reads the facts of the event
        payload: (to: Audience) =>
          ({ ...ofInstallation(to, installation), ...data }) as WebhookPayload<Type>,
      }),
    ];
  };
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
