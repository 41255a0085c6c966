import type { InstallationId, InvoiceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { dueTogether, standsAlone } from '../../domain/billing/carry.ts';
import { chargeFailed, overdue, paid, sent } from '../../domain/billing/charge.ts';
import { type Invoice, isOpen, type Refund } from '../../domain/billing/invoice.ts';
import { compareMoney } from '../../domain/billing/money.ts';
import type { Payment } from '../../domain/billing/payment.ts';
import { refunded, refundFailed, requestRefund } from '../../domain/billing/refund.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { beginRefund } from './begin-refund.ts';
import { carryRest, keepTogether, sendWithCarried } from './carry-invoices.ts';
import { endAfterInvoice } from './end-installation.ts';
import type { InvoiceEventType } from './invoice-event.ts';
import { keepInvoice } from './keep-invoice.ts';
import { paymentRunning } from './payment-refusals.ts';

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
      const running = isOfMoney(step) ? await moneyUnderWay(tx, invoice) : undefined;
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
  change: Step,
): Promise<Result<Invoice, Refusal>> {
  const changed = await takeStep(tx, invoice, change);
  if (!changed.ok) return changed;
  const { isDone } = await beginRefund(tx, changed.value, change);
  if (!isDone) return changed;
  return takeStep(tx, changed.value, { ...change, step: 'refunded', backEnd: 'credits' });
}

/**
 * Takes one step with an invoice that this transaction has locked, as part of a larger change. It is
 * the only way in which an invoice changes after it was taken. What is collected together with it goes
 * along.
 */
export async function takeStep(
  tx: ChangeInvoiceTx,
  invoice: Invoice,
  { actor, ...taken }: Step,
): Promise<Result<Invoice, Refusal>> {
  if (taken.step === 'sent') return send(tx, invoice, { actor, at: taken.at });
  const alone = isOfAll(taken.step) ? standsAlone(invoice) : ok(null);
  if (!alone.ok) return alone;
  const changed = stepped(invoice, taken);
  if (!changed.ok) return changed;
  const after = changed.value;
  const change = { actor, at: taken.at };
  await keepInvoice(
    tx,
    { before: invoice, after },
    { ...change, type: eventOf(taken.step, after) },
  );
  if (isOfAll(taken.step)) await moveTogether(tx, after, { actor, ...taken });
  if (isCancelled(after)) await carryRest(tx, after, change);
  if (!isOpen(after)) await endAfterInvoice(tx, invoice.installationId, taken.at);
  return changed;
}

type Step = Pick<InvoiceChange, 'actor' | 'step' | 'backEnd'> & { readonly at: Date };

async function send(
  tx: ChangeInvoiceTx,
  invoice: Invoice,
  change: Pick<Step, 'actor' | 'at'>,
): Promise<Result<Invoice, Refusal>> {
  const due = sent(invoice, change.at);
  if (!due.ok) return due;
  const sending = await sendWithCarried(tx, due.value, change.at);
  const after = sending.invoice;
  const isCarried = after.state === 'pending';
  const type = isCarried ? 'invoice.carried' : 'invoice.created';
  await keepInvoice(tx, { before: invoice, after }, { ...change, type });
  await keepTogether(tx, sending, change);
  if (!isCarried) return settleCovered(tx, after);
  await endAfterInvoice(tx, invoice.installationId, change.at);
  return ok(after);
}

/** Lets those that are collected together with an invoice take the step that it has taken. */
async function moveTogether(
  tx: ChangeInvoiceTx,
  { id }: Invoice,
  { actor, ...taken }: Step,
): Promise<void> {
  for (const before of await tx.invoices.lockCollected(id)) {
    const moved = stepped(before, taken);
    // one that was called off before stays so
    if (!moved.ok) continue;
    const after = moved.value;
    const type = eventOf(taken.step, after);
    await keepInvoice(tx, { before, after }, { type, actor, at: taken.at });
  }
}

/** What credits pay for as a whole is paid as soon as it is sent, and nobody is charged. */
export async function settleCovered(
  tx: ChangeInvoiceTx,
  invoice: Invoice,
): Promise<Result<Invoice, Refusal>> {
  const due = dueTogether(invoice, await tx.invoices.lockCollected(invoice.id));
  if (compareMoney(due, '0') > 0) return ok(invoice);
  const actor = { kind: 'system' } as const;
  return takeStep(tx, invoice, { step: 'paid', actor, at: invoice.updatedAt, backEnd: 'credits' });
}

/** Whether it is a step of all that are collected together, and not of one alone. */
function isOfAll(step: InvoiceStep): boolean {
  return step === 'paid' || step === 'notpaid' || step === 'overdue';
}

/** Whether it was called off before it was charged. */
function isCancelled({ state, paidAt }: Invoice): boolean {
  return state === 'refunded' && paidAt === null;
}

function isOfMoney(step: InvoiceStep): boolean {
  return step !== 'sent' && step !== 'overdue';
}

/** A payment of it, or of the one that it is charged together with. */
async function moneyUnderWay(
  { payments }: Pick<TeamTx, 'payments'>,
  { id, collectedWith }: Invoice,
): Promise<Payment | undefined> {
  const own = await payments.underWay(id);
  return own ?? (collectedWith === null ? undefined : payments.underWay(collectedWith));
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
