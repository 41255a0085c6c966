import type { Actor } from '../../domain/actor.ts';
import { paidBack } from '../../domain/billing/due.ts';
import type { Invoice, Refund } from '../../domain/billing/invoice.ts';
import { compareMoney, inCents, minus, sumOf } from '../../domain/billing/money.ts';
import { beginPayment } from '../../domain/billing/payment.ts';
import type { TeamTx } from '../team-tx.ts';

/**
 * Queues the refund that an invoice waits for, to be paid back by the way of its charge. What was
 * not charged by a back end, an operator pays back. Answers whether there is nothing to pay back:
 * what was paid with credits becomes credits again with the refund itself.
 *
 * @see spec/invoices.md — INV-16
 */
export async function beginRefund(
  tx: Pick<TeamTx, 'payments'>,
  invoice: Invoice,
  { actor, at }: { readonly actor: Actor; readonly at: Date },
): Promise<{ readonly isDone: boolean }> {
  const { teamId, installationId, state, refunding } = invoice;
  if (state !== 'refund_requested' || refunding === null) return { isDone: false };
  const amount = moneyOf(invoice, refunding);
  if (compareMoney(amount, '0') === 0) return { isDone: true };
  const charge = await tx.payments.chargeOf(invoice.collectedWith ?? invoice.id);
  if (charge === undefined) return { isDone: false };
  const refund = beginPayment(
    {
      id: tx.payments.nextId(),
      teamId,
      kind: 'refund',
      installationId,
      invoiceId: invoice.id,
      paymentMethodId: null,
      backEnd: charge.backEnd,
      amount,
      actor,
      refundOf: charge.id,
    },
    at,
  );
  await tx.payments.insert(refund, 0);
  return { isDone: false };
}

/** What goes back in money for this one refund, with its part of the taxes. */
function moneyOf(invoice: Invoice, { total }: Refund): string {
  const before = paidBack(invoice, invoice.refundTotal).money;
  return inCents(minus(paidBack(invoice, sumOf([invoice.refundTotal, total])).money, before));
}
