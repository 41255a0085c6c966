import type { EventType } from '@kontor/protocol/vocabulary';
import type { Payment } from '../../domain/billing/payment.ts';
import type { TeamTx } from '../team-tx.ts';

/** Tells of a payment that has ended, and why one has failed. Nothing in it says what was paid with. */
export async function tellOfPayment(
  { events }: Pick<TeamTx, 'events'>,
  payment: Payment,
  type: EventType = payment.status === 'succeeded' ? 'payment.succeeded' : 'payment.failed',
): Promise<void> {
  const { id, installationId, invoiceId, paymentMethodId, billingPlanId, decline } = payment;
  await events.append({
    type,
    actor: payment.actor,
    subject: {
      payment: id,
      installation: installationId,
      ...(invoiceId === null ? {} : { invoice: invoiceId }),
    },
    data: {
      kind: payment.kind,
      amount: payment.amount,
      backEnd: payment.backEnd,
      paymentMethodId,
      ...(billingPlanId === null ? {} : { billingPlanId }),
      ...(decline === null ? {} : { code: decline.code, message: decline.message }),
    },
  });
}
