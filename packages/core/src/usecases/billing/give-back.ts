import { inState, type Purchase } from '../../domain/billing/purchase.ts';
import { type ChangeInvoiceTx, stepAndPayBack } from './change-invoice.ts';
import { stopAfter } from './follow-purchase.ts';
import { purchaseSubject } from './record-purchase.ts';

/**
 * Ends a paid purchase that is not credited for good: the money goes back. Whoever calls it has locked
 * the invoice and then the purchase.
 *
 * @see spec/purchases.md — PUR-7
 */
export async function giveBack(
  tx: ChangeInvoiceTx,
  purchase: Purchase,
  { reason, at }: { readonly reason: string; readonly at: Date },
): Promise<void> {
  const { invoiceId, amount } = purchase;
  const actor = { kind: 'system' } as const;
  await tx.purchases.save(inState(purchase, 'refused', at));
  await stopAfter(tx, purchase);
  await tx.events.append({
    type: 'purchase.refused',
    actor,
    subject: purchaseSubject(purchase),
    data: { amount, reason },
  });
  const invoice = await tx.invoices.find(invoiceId);
  if (invoice === undefined) throw new Error(`the purchase ${invoiceId} has no invoice`);
  const step = { refund: { total: amount, reason: `The balance was not credited: ${reason}` } };
  // refused where somebody has asked for the money meanwhile, and then it is on its way already
  await stepAndPayBack(tx, invoice, { step, actor, at });
}
