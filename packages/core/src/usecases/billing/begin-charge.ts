import type { PaymentMethodId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { dueTogether } from '../../domain/billing/carry.ts';
import type { Invoice } from '../../domain/billing/invoice.ts';
import {
  beginPayment,
  type Decline,
  type Payment,
  type PaymentBackEndName,
} from '../../domain/billing/payment.ts';
import type { PaymentMethod } from '../../domain/billing/payment-method.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { TeamTx } from '../team-tx.ts';
import { type ChangeInvoiceTx, takeStep } from './change-invoice.ts';
import { tellOfPayment } from './payment-event.ts';
import { methodMissing, paymentMethodNotFound, paymentRunning } from './payment-refusals.ts';

export type ChargeTx = ChangeInvoiceTx & Pick<TeamTx, 'paymentMethods'>;

export type ChargeWish = {
  readonly backEnd: PaymentBackEndName;
  readonly actor: Actor;
  /** Another one than pays for the installation. */
  readonly paymentMethodId?: PaymentMethodId | undefined;
  readonly at: Date;
};

/**
 * Writes that an invoice, which this transaction has locked, is charged now; the call comes after the
 * transaction. Without a payment method an automatic charge has failed before it began, and a person
 * is told.
 *
 * @see spec/partner-api.md §12.6
 */
export async function beginCharge(
  tx: ChargeTx,
  invoice: Invoice,
  { backEnd, actor, paymentMethodId, at }: ChargeWish,
): Promise<Result<Payment, Refusal>> {
  const { teamId, installationId } = invoice;
  const running = await tx.payments.underWay(invoice.id);
  if (running !== undefined) return paymentRunning(running);
  const method = await methodFor(tx, invoice, { paymentMethodId, backEnd });
  if (!method.ok) return method;
  if (method.value === undefined && actor.kind !== 'system') return methodMissing();
  const collected = await tx.invoices.lockCollected(invoice.id);
  const payment = beginPayment(
    {
      id: tx.payments.nextId(),
      teamId,
      kind: 'charge',
      installationId,
      invoiceId: invoice.id,
      paymentMethodId: method.value?.id ?? null,
      backEnd,
      amount: dueTogether(invoice, collected),
      actor,
    },
    at,
  );
  if (method.value !== undefined) {
    await tx.payments.insert(payment);
    return ok(payment);
  }
  const failed: Payment = { ...payment, status: 'failed', decline: noMethod, finishedAt: at };
  await tx.payments.insert(failed);
  await tellOfPayment(tx, failed);
  await takeStep(tx, invoice, { step: 'notpaid', actor, at });
  return ok(failed);
}

async function methodFor(
  { paymentMethods }: Pick<TeamTx, 'paymentMethods'>,
  { installationId }: Pick<Invoice, 'installationId'>,
  { paymentMethodId, backEnd }: Pick<ChargeWish, 'paymentMethodId' | 'backEnd'>,
): Promise<Result<PaymentMethod | undefined, Refusal>> {
  if (paymentMethodId === undefined) {
    const paying = await paymentMethods.payingFor(installationId);
    // what was given to another back end, before the operator changed it, is of no use here
    return ok(paying?.backEnd === backEnd ? paying : undefined);
  }
  const known = (await paymentMethods.list()).find(({ id }) => id === paymentMethodId);
  return known?.backEnd === backEnd ? ok(known) : paymentMethodNotFound(paymentMethodId);
}

const noMethod: Decline = {
  code: 'method_missing',
  message: 'The team has no payment method. Add one, and pay the invoice.',
};
