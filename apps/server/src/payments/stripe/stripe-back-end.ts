import type { Decline, MoneyRequest, PaymentBackEnd, PaymentOutcome } from '@kontor/core';
import Stripe from 'stripe';
import { findWith } from './find-payment.ts';
import { centsOf, intentOf, PAYMENT_KEY, settled } from './stripe-intents.ts';
import { attachWith, detachWith } from './stripe-methods.ts';
import {
  CANCELED_BECAUSE,
  outcomeOfFailure,
  outcomeOfIntent,
  outcomeOfRefund,
  reasonOf,
  refusedRefund,
  unusable,
} from './stripe-outcomes.ts';

/**
 * Moves money with an account at Stripe. The key of a payment goes along as idempotency key and as
 * metadata: the one keeps a repeated call from moving money again, the other finds what was made when
 * the answer is lost.
 *
 * @see docs/payments.md
 */
export function createStripeBackEnd(
  stripe: Stripe,
  onError: (error: unknown) => void,
): PaymentBackEnd {
  const begin = (request: MoneyRequest, capture: 'automatic' | 'manual') =>
    moving(unusable, async () => {
      const options = { idempotencyKey: request.key };
      return settled(
        stripe,
        await stripe.paymentIntents.create(intentOf(request, capture), options),
      );
    });
  return {
    name: 'stripe',
    isAutomatic: true,
    attach: attachWith(stripe),
    detach: detachWith(stripe, onError),
    authorise: (request) => begin(request, 'manual'),
    charge: (request) => begin(request, 'automatic'),
    capture: (reference) =>
      turning(stripe, reference, () => stripe.paymentIntents.capture(reference)),
    release: (reference) =>
      turning(stripe, reference, () =>
        stripe.paymentIntents.cancel(reference, { cancellation_reason: CANCELED_BECAUSE.released }),
      ),
    refund: ({ key, amount, charge }) =>
      moving(refusedRefund, async () => {
        const refund = await stripe.refunds.create(
          { payment_intent: charge, amount: centsOf(amount), metadata: { [PAYMENT_KEY]: key } },
          { idempotencyKey: key },
        );
        return outcomeOfRefund(refund);
      }),
    find: findWith(stripe),
  };
}

async function moving(
  refused: Decline,
  call: () => Promise<PaymentOutcome>,
): Promise<PaymentOutcome> {
  try {
    return await call();
  } catch (error) {
    return outcomeOfFailure(error, refused);
  }
}

/** Takes or lets go what was held. Where it cannot be done, what stands is what was done before. */
async function turning(
  stripe: Stripe,
  reference: string,
  call: () => Promise<Stripe.PaymentIntent>,
): Promise<PaymentOutcome> {
  try {
    try {
      return outcomeOfIntent(await call());
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
      const intent = await stripe.paymentIntents.retrieve(reference);
      if (intent.status === 'requires_capture') throw error;
      return outcomeOfIntent(intent);
    }
  } catch (error) {
    // it was held: whatever came back, nobody may take it for never sent
    return { kind: 'unknown', reason: reasonOf(error) };
  }
}
