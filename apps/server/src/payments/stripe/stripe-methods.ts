import { ok, type PaymentBackEnd, type Refusal, type Result, refuse } from '@kontor/core';
import Stripe from 'stripe';
import { reasonOf } from './stripe-outcomes.ts';

type Attach = PaymentBackEnd['attach'];

/**
 * Gives a payment method that Stripe's own form has made to the team's customer at Stripe, who is made
 * with the first one. One that belongs to somebody else is refused.
 */
export function attachWith(stripe: Stripe): Attach {
  return async ({ teamId, token, customer }) => {
    if (!/^pm_\w{1,250}$/.test(token)) return unknownToken(token);
    try {
      const owner = customer ?? (await createCustomer(stripe, teamId));
      const method = await stripe.paymentMethods.attach(token, { customer: owner });
      const { id: reference, type: kind } = method;
      return ok({ reference, customer: owner, kind, ...faceOf(method) });
    } catch (error) {
      return refusalOf(error, token);
    }
  };
}

/** Makes it unusable; whoever runs the host is told where that could not be done. */
export function detachWith(
  stripe: Stripe,
  onError: (error: unknown) => void,
): PaymentBackEnd['detach'] {
  return async (reference) => {
    try {
      await stripe.paymentMethods.detach(reference);
    } catch (error) {
      // it is gone, or belongs to no customer any more
      if (error instanceof Stripe.errors.StripeInvalidRequestError) return;
      onError(new Error(`Stripe did not detach ${reference}: ${reasonOf(error)}`));
    }
  };
}

async function createCustomer(stripe: Stripe, teamId: string): Promise<string> {
  // two first ones at once get the same customer
  const options = { idempotencyKey: `kontor-customer-${teamId}` };
  const { id } = await stripe.customers.create({ metadata: { kontor_team: teamId } }, options);
  return id;
}

function faceOf({ type, card }: Stripe.PaymentMethod) {
  if (card === undefined) return { label: capitalised(type), expires: null };
  const month = String(card.exp_month).padStart(2, '0');
  return {
    label: `${capitalised(card.brand)} ending in ${card.last4}`,
    expires: `${card.exp_year}-${month}`,
  };
}

function capitalised(word: string): string {
  const words = word.replaceAll('_', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function unknownToken(token: string) {
  return refuse(
    'payment_method_refused',
    `'${token}' is no payment method of Stripe. Its form gives one that begins with pm_.`,
  );
}

function refusalOf(error: unknown, token: string): Result<never, Refusal> {
  const { StripeCardError, StripeInvalidRequestError } = Stripe.errors;
  if (error instanceof StripeCardError) {
    return refuse('payment_method_refused', `The payment method was refused: ${error.message}`);
  }
  if (error instanceof StripeInvalidRequestError) {
    return refuse(
      'payment_method_refused',
      `Stripe does not give '${token}' to this team: it is unknown, or was used by somebody else. Add it anew.`,
    );
  }
  return refuse(
    'payment_unreachable',
    `The payment back end cannot be reached (${reasonOf(error)}), and nothing was added. Try again later.`,
  );
}
