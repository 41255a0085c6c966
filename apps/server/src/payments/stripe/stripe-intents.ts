import type { MoneyRequest, PaymentOutcome } from '@kontor/core';
import type Stripe from 'stripe';
import { CANCELED_BECAUSE, outcomeOfIntent } from './stripe-outcomes.ts';

/** Under which Stripe keeps the id of a payment beside what it made for it. */
export const PAYMENT_KEY = 'kontor_payment';

/** What Stripe is asked for: money of a customer who is not there. */
export function intentOf(
  { key, teamId, amount, method, description }: MoneyRequest,
  capture: 'automatic' | 'manual',
): Stripe.PaymentIntentCreateParams {
  return {
    amount: centsOf(amount),
    currency: 'usd',
    ...(method.customer === null ? {} : { customer: method.customer }),
    payment_method: method.reference,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    capture_method: capture,
    confirm: true,
    off_session: true,
    description,
    metadata: { [PAYMENT_KEY]: key, kontor_team: teamId },
  };
}

/** Nobody is there to confirm an intent that waits for a person, and it must not be charged later. */
export async function settled(
  stripe: Stripe,
  intent: Stripe.PaymentIntent,
): Promise<PaymentOutcome> {
  const { id, status } = intent;
  if (status !== 'requires_action' && status !== 'requires_confirmation') {
    return outcomeOfIntent(intent);
  }
  const reason = { cancellation_reason: CANCELED_BECAUSE.absentPerson };
  return outcomeOfIntent(await stripe.paymentIntents.cancel(id, reason));
}

/** Stripe counts in cents. */
export function centsOf(amount: string): number {
  const [, whole, cents] = /^(\d+)\.(\d\d)$/.exec(amount) ?? [];
  if (whole === undefined) throw new Error(`${amount} is not in dollars with cents`);
  return Number(`${whole}${cents}`);
}

export function dollarsOf(cents: number): string {
  const digits = String(cents).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
