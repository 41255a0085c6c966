import type { InvoiceId, PaymentMethodId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { standsAlone } from '../../domain/billing/carry.ts';
import { wrongState } from '../../domain/billing/charge.ts';
import { chargeDueAt } from '../../domain/billing/charge-schedule.ts';
import { isByHand, isUnderWay, type Payment } from '../../domain/billing/payment.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { Transact } from '../team-tx.ts';
import { beginCharge, type ChargeTx } from './begin-charge.ts';
import { invoiceNotFound } from './change-invoice.ts';
import type { PaymentBackEnd } from './payment-back-end.ts';
import { declined } from './payment-refusals.ts';
import type { RunPayment } from './run-payment.ts';

export type CollectPorts = {
  readonly transact: Transact<ChargeTx>;
  readonly backEnd: Pick<PaymentBackEnd, 'name' | 'isAutomatic'>;
  readonly runPayment: Pick<RunPayment, 'attempt'>;
};

export type CollectRequest = {
  readonly teamId: TeamId;
  readonly invoiceId: InvoiceId;
  /** The system charges when it is due; a person whenever the invoice can be paid. */
  readonly actor: Actor;
  readonly paymentMethodId?: PaymentMethodId | undefined;
};

/**
 * Charges an invoice now and answers the payment: it has succeeded, or money or news of it is under
 * way. A decline is refused to the person who pays, and moves the invoice on when it was automatic.
 *
 * @see spec/partner-api.md §12.6; docs/payments.md
 */
export function createCollectInvoice(ports: CollectPorts) {
  const { transact, runPayment } = ports;
  return async (request: CollectRequest): Promise<Result<Payment, Refusal>> => {
    const begun = await transact(request.teamId, (tx) => begin(tx, ports, request));
    if (!begun.ok) return begun;
    const payment = isUnderWay(begun.value) ? await runPayment.attempt(begun.value) : begun.value;
    const { decline } = payment;
    return decline === null ? ok(payment) : declined(decline, payment.id);
  };
}

async function begin(
  tx: ChargeTx,
  { backEnd }: CollectPorts,
  { invoiceId, actor, paymentMethodId }: CollectRequest,
): Promise<Result<Payment, Refusal>> {
  if (!backEnd.isAutomatic) return byOperator();
  const invoice = await tx.invoices.lock(invoiceId);
  if (invoice === undefined || invoice.isTest) return invoiceNotFound(invoiceId);
  const alone = standsAlone(invoice);
  if (!alone.ok) return alone;
  const at = await tx.clock.now();
  const due = chargeDueAt(invoice);
  const isDue = due !== null && due <= at;
  const isPayable = payable.some((state) => state === invoice.state);
  if (isByHand({ actor }) ? !isPayable : !isDue) return wrongState(invoice, 'charged now', payable);
  return beginCharge(tx, invoice, {
    backEnd: backEnd.name,
    actor,
    paymentMethodId,
    at,
  });
}

const payable = ['invoiced', 'notpaid', 'overdue'] as const;

function byOperator() {
  return refuse(
    'payment_by_operator',
    'This host charges nobody by itself: pay as agreed with its operator, who then marks the invoice as paid.',
  );
}
