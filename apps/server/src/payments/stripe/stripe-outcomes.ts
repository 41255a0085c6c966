import type { Decline, DeclineCode, PaymentOutcome } from '@kontor/core';
import Stripe from 'stripe';

/** What an intent that nobody can do anything about any more, or that is done, means for its payment. */
export function outcomeOfIntent(intent: Stripe.PaymentIntent): PaymentOutcome {
  const { id: reference, status, last_payment_error: error } = intent;
  switch (status) {
    case 'succeeded':
    case 'requires_capture':
      return { kind: 'succeeded', reference };
    case 'processing':
      return { kind: 'pending', reference };
    case 'canceled':
      return outcomeOfCanceled(intent);
    case 'requires_payment_method':
      return { kind: 'declined', reference, decline: declineOf(error ?? {}) };
    default:
      return { kind: 'declined', reference, decline: absentPerson };
  }
}

/** Why an intent is cancelled here, as Stripe keeps it. */
export const CANCELED_BECAUSE = {
  released: 'requested_by_customer',
  absentPerson: 'abandoned',
} as const;

/** A hold that was let go, or that has run out, had been a good one. */
function outcomeOfCanceled(intent: Stripe.PaymentIntent): PaymentOutcome {
  const { id: reference, capture_method: capture, cancellation_reason: reason } = intent;
  const wasHeld = capture === 'manual' && reason !== CANCELED_BECAUSE.absentPerson;
  return wasHeld
    ? { kind: 'succeeded', reference }
    : { kind: 'declined', reference, decline: absentPerson };
}

export function outcomeOfRefund({ id: reference, status }: Stripe.Refund): PaymentOutcome {
  switch (status) {
    case 'succeeded':
      return { kind: 'succeeded', reference };
    case 'failed':
    case 'canceled':
      return { kind: 'declined', reference, decline: refusedRefund };
    default:
      return { kind: 'pending', reference };
  }
}

/**
 * What is known of money after a call that moves some has failed. Only what Stripe has certainly not
 * acted upon counts as not sent.
 */
export function outcomeOfFailure(error: unknown, refused: Decline): PaymentOutcome {
  const { StripeCardError, StripeInvalidRequestError } = Stripe.errors;
  if (error instanceof StripeCardError) {
    return {
      kind: 'declined',
      reference: error.payment_intent?.id ?? null,
      decline: declineOf(error),
    };
  }
  // a key that is in use yet is answered with 409: the first call is still at work
  if (error instanceof StripeInvalidRequestError && error.statusCode !== 409) {
    return { kind: 'declined', reference: error.payment_intent?.id ?? null, decline: refused };
  }
  return { kind: wasSent(error) ? 'unknown' : 'not-sent', reason: reasonOf(error) };
}

function wasSent(error: unknown): boolean {
  const { StripeRateLimitError, StripeAuthenticationError, StripePermissionError } = Stripe.errors;
  if (error instanceof StripeRateLimitError) return false;
  if (error instanceof StripeAuthenticationError) return false;
  if (error instanceof StripePermissionError) return false;
  if (!(error instanceof Stripe.errors.StripeConnectionError)) return true;
  const { detail } = error;
  const code = detail instanceof Error && 'code' in detail ? detail.code : undefined;
  return code !== 'ECONNREFUSED' && code !== 'ENOTFOUND';
}

/** For whoever runs the host: what kind of failure it was, without anything of the call. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Stripe.errors.StripeError)) return 'the answer cannot be read';
  const { type, code, statusCode, requestId } = error;
  return [type, code, statusCode, requestId].filter((part) => part !== undefined).join(' ');
}

type Declined = {
  readonly code?: string | undefined;
  readonly decline_code?: string | undefined;
  readonly message?: string | undefined;
};

/** Stripe words the messages of declines for the person who pays. */
function declineOf({ code, decline_code: reason, message }: Declined): Decline {
  const known = codes.get(reason ?? '') ?? codes.get(code ?? '') ?? 'declined';
  return { code: known, message: message ?? 'The bank declined it.' };
}

const codes: ReadonlyMap<string, DeclineCode> = new Map([
  ['insufficient_funds', 'insufficient_funds'],
  ['expired_card', 'method_expired'],
  ['authentication_required', 'requires_action'],
]);

const absentPerson: Decline = {
  code: 'requires_action',
  message: 'The bank wants the person to confirm it.',
};

export const unusable: Decline = {
  code: 'method_unusable',
  message: 'The payment method cannot be charged any more. Add another one.',
};

export const refusedRefund: Decline = {
  code: 'refund_refused',
  message: 'The money could not be sent back.',
};
