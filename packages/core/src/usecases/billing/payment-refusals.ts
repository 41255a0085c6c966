import type { Decline, Payment } from '../../domain/billing/payment.ts';
import { refuse } from '../../refusal.ts';

export function paymentMethodNotFound(named: string) {
  return refuse('payment_method_not_found', `There is no payment method '${named}' here.`);
}

/** The refusal of what must not happen while money is under way. */
export function paymentRunning({ id, kind, invoiceId }: Payment) {
  return refuse(
    'payment_running',
    `A ${kind} of the invoice ${invoiceId} is under way (${id}). Wait until it has ended.`,
    { paymentId: id, invoiceId },
  );
}

/** @see spec/platform-api.md §1.4 */
export function methodMissing() {
  return refuse(
    'payment_method_missing',
    'The team has no payment method, and this needs one. Add one and try again.',
  );
}

/** What to tell whoever waits for a payment that has failed. */
export function declined({ code, message }: Decline, paymentId: string) {
  if (code === 'unreachable') {
    return refuse(
      'payment_unreachable',
      `The payment back end cannot be reached (${message}), and nothing was charged. Try again later.`,
      { paymentId },
    );
  }
  return refuse('payment_declined', `The payment was declined: ${message}`, {
    paymentId,
    decline: code,
  });
}
