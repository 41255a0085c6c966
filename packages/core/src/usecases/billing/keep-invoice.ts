import type { Actor } from '../../domain/actor.ts';
import type { Invoice } from '../../domain/billing/invoice.ts';
import type { TeamTx } from '../team-tx.ts';
import { type FollowPurchaseTx, followPurchase } from './follow-purchase.ts';
import { type InvoiceEventType, tellOfInvoice } from './invoice-event.ts';
import { postInvoice } from './post-invoice.ts';

export type KeepInvoiceTx = FollowPurchaseTx &
  Pick<TeamTx, 'installations' | 'invoices' | 'ledger'>;

/** Saves an invoice that has changed, with what follows: in the books, in the log, and for a purchase. */
export async function keepInvoice(
  tx: KeepInvoiceTx,
  { before, after }: { readonly before: Invoice; readonly after: Invoice },
  {
    type,
    actor,
    at,
  }: { readonly type: InvoiceEventType; readonly actor: Actor; readonly at: Date },
): Promise<void> {
  await tx.invoices.save(after);
  await postInvoice(tx, { before, after });
  await tellOfInvoice(tx, after, { type, actor, before });
  await followPurchase(tx, after, at);
}
