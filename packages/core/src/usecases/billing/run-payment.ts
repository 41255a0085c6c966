import type { PaymentId, TeamId } from '@kontor/protocol/vocabulary';
import type { Invoice } from '../../domain/billing/invoice.ts';
import {
  isByHand,
  isUnderWay,
  type Payment,
  type PaymentOutcome,
  withOutcome,
} from '../../domain/billing/payment.ts';
import type { RetrySchedule } from '../../domain/operation/decide.ts';
import type { Transact } from '../team-tx.ts';
import type { ChargeTx } from './begin-charge.ts';
import { type InvoiceStep, takeStep } from './change-invoice.ts';
import type { MoneyRequest, PaymentBackEnd } from './payment-back-end.ts';
import { tellOfPayment } from './payment-event.ts';

export type RunPaymentPorts = {
  readonly transact: Transact<ChargeTx>;
  readonly backEnd: PaymentBackEnd;
  /** Waits between questions about a payment of which nobody knows what became, in milliseconds. */
  readonly schedule?: RetrySchedule | undefined;
};

/** The last one repeats until the back end says what became of the money. */
const asksAfterMs: RetrySchedule = [1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000];

export type RunPayment = {
  /** Calls the back end for a payment that was begun just now, and takes over what it says. */
  readonly attempt: (payment: Payment) => Promise<Payment>;
  /**
   * Takes one up that was left, is due, or of which there is news: the back end is asked what became
   * of it, and called again with the same key only where it knows nothing.
   */
  readonly resume: (teamId: TeamId, id: PaymentId) => Promise<Payment | undefined>;
};

/** Moves money. The back end is called outside transactions, and what it says is taken over once. */
export function createRunPayment(ports: RunPaymentPorts): RunPayment {
  const { transact, backEnd } = ports;
  const attempt = async (payment: Payment) => takeOver(ports, payment, await call(ports, payment));
  return {
    attempt,
    resume: async (teamId, id) => {
      const known = await transact(teamId, async (tx) => {
        const payment = await tx.payments.find(id);
        if (payment === undefined || !isUnderWay(payment)) return { payment };
        const { customer = null, charge = null } = await namesOf(tx, payment);
        return { payment, question: { ...payment, customer, charge } };
      });
      if (known.question === undefined || known.payment.backEnd !== backEnd.name) {
        return known.payment;
      }
      const { payment } = known;
      const found = await backEnd.find(known.question);
      const isAuthorisation = payment.kind === 'authorisation';
      if (found.kind === 'absent') {
        return isAuthorisation ? takeOver(ports, payment, neverSent) : attempt(payment);
      }
      const isHeld = isAuthorisation && found.kind === 'succeeded';
      return takeOver(ports, payment, isHeld ? await backEnd.release(found.reference) : found);
    },
  };
}

/** Nobody waits for it any more: whoever wanted to know asks again. */
const neverSent: PaymentOutcome = { kind: 'not-sent', reason: 'it never arrived' };

async function namesOf(tx: ChargeTx, payment: Payment) {
  if (payment.refundOf !== null) {
    return { charge: (await tx.payments.find(payment.refundOf))?.reference };
  }
  const method = payment.paymentMethodId && (await tx.paymentMethods.find(payment.paymentMethodId));
  return method ? { customer: method.customer, method } : {};
}

async function call(
  { transact, backEnd }: RunPaymentPorts,
  payment: Payment,
): Promise<PaymentOutcome> {
  const { charge, method } = await transact(payment.teamId, (tx) => namesOf(tx, payment));
  const { id: key, amount, teamId } = payment;
  if (payment.kind === 'refund') {
    return charge ? backEnd.refund({ key, amount, charge }) : nothingToPayBack;
  }
  if (method === undefined) throw new Error(`the payment ${key} has no payment method`);
  const request: MoneyRequest = { key, teamId, amount, method, description: describe(payment) };
  if (payment.kind === 'charge') return backEnd.charge(request);
  const held = await backEnd.authorise(request);
  // it was only to be seen whether it can be charged
  return held.kind === 'succeeded' ? backEnd.release(held.reference) : held;
}

const nothingToPayBack: PaymentOutcome = {
  kind: 'declined',
  reference: null,
  decline: { code: 'refund_refused', message: 'The charge is not known any more.' },
};

function describe({ invoiceId, billingPlanId }: Payment): string {
  if (invoiceId !== null) return `Invoice ${invoiceId}`;
  return `Whether this can be charged for the plan ${billingPlanId}`;
}

/** Records what became of a payment and what follows from it for its invoice, both or neither. */
function takeOver(
  { transact, schedule = asksAfterMs }: RunPaymentPorts,
  { teamId, id, invoiceId }: Payment,
  outcome: PaymentOutcome,
): Promise<Payment> {
  return transact(teamId, async (tx) => {
    // the invoice first, as everybody does who changes it
    const invoice = invoiceId === null ? undefined : await tx.invoices.lock(invoiceId);
    const current = await tx.payments.lock(id);
    if (current === undefined) throw new Error(`the payment ${id} is gone`);
    if (!isUnderWay(current)) return current;
    const changed = withOutcome(current, outcome, await tx.clock.now());
    if (isUnderWay(changed)) {
      const waits = { ...changed, tries: changed.tries + 1 };
      const wait = schedule[changed.tries - 1] ?? schedule.at(-1) ?? 0;
      await tx.payments.save(waits, wait);
      return waits;
    }
    await tx.payments.save(changed);
    await tellOfPayment(tx, changed);
    if (invoice !== undefined) await moveInvoice(tx, invoice, changed);
    return changed;
  });
}

async function moveInvoice(tx: ChargeTx, invoice: Invoice, payment: Payment): Promise<void> {
  const step = stepAfter(payment) ?? (await stepOfPurchase(tx, invoice));
  if (step === undefined) return;
  const { actor, finishedAt, createdAt, backEnd } = payment;
  const moved = await takeStep(tx, invoice, { step, actor, at: finishedAt ?? createdAt, backEnd });
  // a late decline is no news for an invoice that is overdue meanwhile; money always is
  if (!moved.ok && step !== 'notpaid') await tellOfPayment(tx, payment, 'payment.unassigned');
}

/**
 * What somebody wanted to buy and could not pay is called off. Later charges of an invoice that was
 * sent for another reason leave it as it is.
 */
async function stepOfPurchase(
  { purchases }: Pick<ChargeTx, 'purchases'>,
  { id, state, total }: Invoice,
): Promise<InvoiceStep | undefined> {
  if (state !== 'invoiced') return undefined;
  const purchase = await purchases.lock(id);
  const isWaiting = purchase?.origin === 'manual' && purchase.state === 'open';
  return isWaiting ? { refund: { total, reason: 'The payment was declined.' } } : undefined;
}

function stepAfter(payment: Payment): InvoiceStep | undefined {
  const hasSucceeded = payment.status === 'succeeded';
  if (payment.kind === 'refund') return hasSucceeded ? 'refunded' : 'refund-failed';
  if (hasSucceeded) return 'paid';
  return isByHand(payment) ? undefined : 'notpaid';
}
