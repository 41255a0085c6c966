import type { Actor } from '../../domain/actor.ts';
import type { Invoice } from '../../domain/billing/invoice.ts';
import { inCents, minus } from '../../domain/billing/money.ts';
import type { JsonValue } from '../../domain/event/canonical-json.ts';
import type { NewEvent } from '../event/event-log.ts';
import type { TeamTx } from '../team-tx.ts';

export type InvoiceEventType =
  | 'invoice.carried'
  | 'invoice.created'
  | 'invoice.paid'
  | 'invoice.notpaid'
  | 'invoice.overdue'
  | 'invoice.refund-requested'
  | 'invoice.refund-failed'
  | 'invoice.refunded';

/**
 * Tells of an invoice what a provider is told afterwards. Of a test nothing is told: the log is the
 * team's, and tests are none of its business.
 *
 * @see spec/partner-api.md §9
 */
export async function tellOfInvoice(
  { events }: Pick<TeamTx, 'events'>,
  invoice: Invoice,
  {
    type,
    actor,
    before,
  }: {
    readonly type: InvoiceEventType;
    readonly actor: Actor;
    /** As it was before; of a new one, itself. */
    readonly before?: Invoice;
  },
): Promise<void> {
  if (invoice.isTest) return;
  const { id, installationId } = invoice;
  const event: NewEvent = {
    type,
    actor,
    subject: { invoice: id, installation: installationId },
    data: { ...told(invoice), ...refundOf(type, invoice, before) },
  };
  await events.append(event);
}

function told(invoice: Invoice): Record<string, JsonValue> {
  const { period } = invoice;
  return {
    invoiceId: invoice.id,
    externalInvoiceId: invoice.externalId,
    period: { start: period.start.toISOString(), end: period.end.toISOString() },
    invoiceDate: invoice.invoiceDate.toISOString(),
    invoiceTotal: invoice.total,
    ...(invoice.isWaived && { waived: true }),
  };
}

/** What this one refund is of, though there may have been others before. */
function refundOf(
  type: InvoiceEventType,
  { refunding, refundTotal, refundReason }: Invoice,
  before: Invoice | undefined,
): Record<string, JsonValue> {
  if (type === 'invoice.refund-requested' && refunding !== null) {
    return { amount: refunding.total, reason: refunding.reason };
  }
  if (type !== 'invoice.refunded') return {};
  const amount = inCents(minus(refundTotal, before?.refundTotal ?? '0'));
  return { amount, reason: refundReason };
}
