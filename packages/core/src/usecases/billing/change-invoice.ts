import type { InstallationId, InvoiceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { chargeFailed, overdue, paid, sent } from '../../domain/billing/charge.ts';
import { dueOf } from '../../domain/billing/due.ts';
import { type Invoice, isOpen, type Refund } from '../../domain/billing/invoice.ts';
import { compareMoney } from '../../domain/billing/money.ts';
import { refunded, refundFailed, requestRefund } from '../../domain/billing/refund.ts';
import { finalized, isEnding } from '../../domain/installation/installation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { beginRefund } from './begin-refund.ts';
import { followPurchase } from './follow-purchase.ts';
import { type InvoiceEventType, tellOfInvoice } from './invoice-event.ts';
import { issueInvoice } from './issue-invoice.ts';
import { paymentRunning } from './payment-refusals.ts';
import { postInvoice } from './post-invoice.ts';

export type ChangeInvoiceTx = Pick<
  TeamTx,
  | 'clock'
  | 'installations'
  | 'invoices'
  | 'ledger'
  | 'payments'
  | 'purchases'
  | 'thresholds'
  | 'events'
>;

/** What can happen to an invoice after it was taken. */
export type InvoiceStep =
  | 'sent'
  | 'paid'
  | 'notpaid'
  | 'overdue'
  | 'refunded'
  | 'refund-failed'
  | { readonly refund: Refund };

export type InvoiceChange = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly invoiceId: InvoiceId;
  /** Where only this installation's may be changed. */
  readonly installationId?: InstallationId;
  readonly step: InvoiceStep;
  /** What the money came in with, where it is paid: the operator's own hands unless told otherwise. */
  readonly backEnd?: string | undefined;
};

/**
 * Moves an invoice on in its life, and tells of it. A step that does not follow from how it stands is
 * refused, so a repeat changes nothing. So is what somebody says of the money while a payment is
 * under way. A refund of what was charged goes back the same way.
 *
 * @see spec/partner-api.md §12.4 to §12.6
 */
export function createChangeInvoice(transact: Transact<ChangeInvoiceTx>) {
  return ({
    teamId,
    actor,
    invoiceId,
    installationId,
    step,
    backEnd,
  }: InvoiceChange): Promise<Result<Invoice, Refusal>> =>
    transact(teamId, async (tx) => {
      const invoice = await tx.invoices.lock(invoiceId);
      const isOwn = installationId === undefined || invoice?.installationId === installationId;
      if (invoice === undefined || !isOwn) return invoiceNotFound(invoiceId);
      const running = isOfMoney(step) ? await tx.payments.underWay(invoiceId) : undefined;
      if (running !== undefined) return paymentRunning(running);
      const at = await tx.clock.now();
      return stepAndPayBack(tx, invoice, { step, actor, at, backEnd });
    });
}

/**
 * Takes one step with an invoice that this transaction has locked. Where it asks for money back, that
 * goes the way it came; what came from credits is credit again at once.
 */
export async function stepAndPayBack(
  tx: ChangeInvoiceTx,
  invoice: Invoice,
  change: Pick<InvoiceChange, 'actor' | 'step' | 'backEnd'> & { readonly at: Date },
): Promise<Result<Invoice, Refusal>> {
  const changed = await takeStep(tx, invoice, change);
  if (!changed.ok) return changed;
  const { isDone } = await beginRefund(tx, changed.value, change);
  if (!isDone) return changed;
  return takeStep(tx, changed.value, { ...change, step: 'refunded', backEnd: 'credits' });
}

/**
 * Takes one step with an invoice that this transaction has locked, as part of a larger change. It is
 * the only way in which an invoice changes after it was taken.
 */
export async function takeStep(
  tx: ChangeInvoiceTx,
  invoice: Invoice,
  { actor, ...taken }: Pick<InvoiceChange, 'actor' | 'step' | 'backEnd'> & { readonly at: Date },
): Promise<Result<Invoice, Refusal>> {
  const changed = stepped(invoice, taken);
  if (!changed.ok) return changed;
  const isSent = taken.step === 'sent';
  const after = isSent ? await issueInvoice(tx, changed.value) : changed.value;
  await tx.invoices.save(after);
  await postInvoice(tx, { before: invoice, after });
  const type = eventOf(taken.step, after);
  await tellOfInvoice(tx, after, { type, actor, before: invoice });
  await followPurchase(tx, after, taken.at);
  if (isSent) return settleCovered(tx, after);
  if (!isOpen(after)) await endInstallation(tx, invoice.installationId, taken.at);
  return ok(after);
}

/** What credits pay for as a whole is paid as soon as it is sent, and nobody is charged. */
export async function settleCovered(
  tx: ChangeInvoiceTx,
  invoice: Invoice,
): Promise<Result<Invoice, Refusal>> {
  if (compareMoney(dueOf(invoice), '0') > 0) return ok(invoice);
  const actor = { kind: 'system' } as const;
  return takeStep(tx, invoice, { step: 'paid', actor, at: invoice.updatedAt, backEnd: 'credits' });
}

function isOfMoney(step: InvoiceStep): boolean {
  return step !== 'sent' && step !== 'overdue';
}

/**
 * A removed installation whose time is over waits for nothing but its last open invoice. One that is in
 * use is not locked: those who buy and bill in it hold it, and would wait for each other.
 */
async function endInstallation(
  tx: ChangeInvoiceTx,
  installationId: InstallationId,
  at: Date,
): Promise<void> {
  const seen = await tx.installations.find(installationId);
  if (seen === undefined || !isEnding(seen)) return;
  const installation = await tx.installations.lock(installationId);
  if (installation === undefined) return;
  const openInvoices = await tx.invoices.countOpen(installationId);
  const ended = finalized(installation, { openInvoices, at });
  if (ended === undefined) return;
  await tx.installations.save(ended);
  const subject = { installation: installationId };
  await tx.events.append({ type: 'installation.finalized', actor: { kind: 'system' }, subject });
}

export function invoiceNotFound(named: string) {
  return refuse('invoice_not_found', `There is no invoice '${named}' here.`);
}

function stepped(
  invoice: Invoice,
  { step, at, backEnd }: Pick<InvoiceChange, 'step' | 'backEnd'> & { readonly at: Date },
): Result<Invoice, Refusal> {
  switch (step) {
    case 'sent':
      return sent(invoice, at);
    case 'paid':
      return paid(invoice, at, backEnd);
    case 'notpaid':
      return chargeFailed(invoice, at);
    case 'overdue':
      return overdue(invoice, at);
    case 'refunded':
      return refunded(invoice, at);
    case 'refund-failed':
      return refundFailed(invoice, at);
    default:
      return requestRefund(invoice, step.refund, at);
  }
}

function eventOf(step: InvoiceStep, { state }: Invoice): InvoiceEventType {
  if (typeof step === 'object') {
    return state === 'refunded' ? 'invoice.refunded' : 'invoice.refund-requested';
  }
  return step === 'sent' ? 'invoice.created' : `invoice.${step}`;
}
