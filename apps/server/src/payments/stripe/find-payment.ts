import type { PaymentBackEnd, PaymentQuestion } from '@kontor/core';
import type Stripe from 'stripe';
import { PAYMENT_KEY, settled } from './stripe-intents.ts';
import { outcomeOfRefund, reasonOf } from './stripe-outcomes.ts';

/** How far the clocks of the host and of Stripe may be apart, in seconds. */
const CLOCKS_APART_S = 24 * 60 * 60;

/**
 * Finds what became of a payment: by Stripe's own name for it, and where the answer with that was lost,
 * in the lists of its customer or charge, which are complete at once, as Stripe's search is not.
 */
export function findWith(stripe: Stripe): PaymentBackEnd['find'] {
  return async (question) => {
    try {
      const isRefund = question.kind === 'refund';
      return (
        (await (isRefund ? findRefund(stripe, question) : findIntent(stripe, question))) ?? absent
      );
    } catch (error) {
      // that the question did not arrive says nothing about the money
      return { kind: 'unknown', reason: reasonOf(error) };
    }
  };
}

const absent = { kind: 'absent' } as const;

async function findIntent(stripe: Stripe, { id, reference, customer, createdAt }: PaymentQuestion) {
  if (reference !== null) return settled(stripe, await stripe.paymentIntents.retrieve(reference));
  if (customer === null) return undefined;
  const gte = Math.floor(createdAt.getTime() / 1000) - CLOCKS_APART_S;
  const all = stripe.paymentIntents.list({ customer, created: { gte }, limit: 100 });
  for await (const intent of all) {
    if (intent.metadata[PAYMENT_KEY] === id) return settled(stripe, intent);
  }
  return undefined;
}

async function findRefund(stripe: Stripe, { id, reference, charge }: PaymentQuestion) {
  if (reference !== null) return outcomeOfRefund(await stripe.refunds.retrieve(reference));
  if (charge === null) return undefined;
  for await (const refund of stripe.refunds.list({ payment_intent: charge, limit: 100 })) {
    if (refund.metadata?.[PAYMENT_KEY] === id) return outcomeOfRefund(refund);
  }
  return undefined;
}
