import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { wrongState } from './charge.ts';
import type { Invoice, Refund } from './invoice.ts';
import { compareMoney, inCents, minus, sumOf } from './money.ts';

/**
 * Asks for money back. What was not charged is cancelled at once, and as a whole, because an invoice
 * cannot be charged in part; what was charged is on its way back until {@link refunded}.
 *
 * @see spec/partner-api.md §12.5
 */
export function requestRefund(
  invoice: Invoice,
  { total, reason }: Refund,
  at: Date,
): Result<Invoice, Refusal> {
  if (invoice.state === 'refund_requested') {
    return refuse(
      'refund_running',
      `A refund of the invoice ${invoice.id} is under way. Wait until it is done.`,
      { invoiceId: invoice.id },
    );
  }
  const left = minus(invoice.total, invoice.refundTotal);
  const asked = inCents(total);
  if (compareMoney(asked, '0') <= 0 || compareMoney(total, left) > 0) {
    const message = `A refund is of 0.01 to ${inCents(left)}, which is what is left of the invoice, and ${total} was asked for.`;
    return refuse('invalid_refund', message, { fields: [{ key: 'total', message }] });
  }
  const refunding = { total: asked, reason };
  if (wasCharged(invoice)) {
    const requested: Invoice = { ...invoice, state: 'refund_requested', refunding, updatedAt: at };
    return invoice.isTest ? refunded(requested, at) : ok(requested);
  }
  return ok(ended(invoice, { total: invoice.total, reason }, at));
}

/** The money is back. */
export function refunded(invoice: Invoice, at: Date): Result<Invoice, Refusal> {
  const { state, refunding } = invoice;
  if (state !== 'refund_requested' || refunding === null) {
    return wrongState(invoice, 'refunded', ['refund_requested']);
  }
  const total = inCents(sumOf([invoice.refundTotal, refunding.total]));
  return ok(ended(invoice, { ...refunding, total }, at));
}

/** The money could not be sent back: the invoice is as before, and somebody has to look. */
export function refundFailed(invoice: Invoice, at: Date): Result<Invoice, Refusal> {
  if (invoice.state !== 'refund_requested') {
    return wrongState(invoice, 'kept', ['refund_requested']);
  }
  const state = invoice.refundedAt === null ? 'paid' : 'refunded';
  return ok({ ...invoice, state, refunding: null, updatedAt: at });
}

function ended(invoice: Invoice, { total, reason }: Refund, at: Date): Invoice {
  return {
    ...invoice,
    state: 'refunded',
    refundTotal: total,
    refundReason: reason,
    refundedAt: at,
    refunding: null,
    updatedAt: at,
  };
}

function wasCharged({ paidAt, isWaived }: Invoice): boolean {
  return paidAt !== null && !isWaived;
}
