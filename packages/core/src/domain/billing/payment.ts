import type {
  InstallationId,
  InvoiceId,
  PaymentId,
  PaymentMethodId,
  TeamId,
} from '@kontor/protocol/vocabulary';
import type { Actor } from '../actor.ts';

/** Who moves the money. */
export type PaymentBackEndName = 'manual' | 'test' | 'stripe';

/** Whether what it moves is money; a team on a test clock has none of it. */
export function isRealMoney(backEnd: PaymentBackEndName): boolean {
  return backEnd === 'stripe';
}

/** Why no money was moved. */
export type DeclineCode =
  | 'declined'
  | 'insufficient_funds'
  | 'method_expired'
  | 'method_missing'
  | 'method_unusable'
  /** The bank wants to see the person who pays, and nobody was there. */
  | 'requires_action'
  | 'refund_refused'
  | 'unreachable';

export type Decline = { readonly code: DeclineCode; readonly message: string };

/**
 * One try to move money: a charge of an invoice, a refund of it, or an authorisation, which only
 * finds out whether a payment method is good for what a plan asks for, and is let go at once. It is written before the back end is
 * called, and its id is the key under which the back end does it once.
 *
 * Life: `running` until the back end has said what became of it, `pending` while the money is under
 * way, then `succeeded` or `failed`. One that is `running` and held by nobody is taken up again: the
 * back end is asked first, so nothing is charged twice and nothing is charged and forgotten.
 */
export type Payment = {
  readonly id: PaymentId;
  readonly teamId: TeamId;
  readonly kind: 'charge' | 'refund' | 'authorisation';
  readonly status: 'running' | 'pending' | 'succeeded' | 'failed';
  readonly installationId: InstallationId;
  /** Null for an authorisation. */
  readonly invoiceId: InvoiceId | null;
  /** Null for a refund, and for a charge for which the team had none. */
  readonly paymentMethodId: PaymentMethodId | null;
  readonly backEnd: PaymentBackEndName;
  /** In dollars with cents. */
  readonly amount: string;
  /** What the back end calls it; null until it has said so. */
  readonly reference: string | null;
  /** The charge that a refund pays back. */
  readonly refundOf: PaymentId | null;
  /** The plan that an authorisation is for. */
  readonly billingPlanId: string | null;
  /** The key of the caller who wanted an authorisation, so that a repeat holds nothing again. */
  readonly callerKey: string | null;
  readonly decline: Decline | null;
  /** Whether the bank of the person who paid wants the money back. */
  readonly dispute: 'open' | 'won' | 'lost' | null;
  /** A person for what was paid by hand; such a decline is not one of the invoice's nine charges. */
  readonly actor: Actor;
  /** Calls and questions so far. */
  readonly tries: number;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
};

/** What a back end says became of a payment. Only `unknown` leaves open whether money was moved. */
export type PaymentOutcome =
  | { readonly kind: 'succeeded'; readonly reference: string }
  | { readonly kind: 'pending'; readonly reference: string }
  | { readonly kind: 'declined'; readonly reference: string | null; readonly decline: Decline }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Whether it may still move money. */
export function isUnderWay({ status }: Pick<Payment, 'status'>): boolean {
  return status === 'running' || status === 'pending';
}

/** Whether somebody pays who waits for the answer, and it is not one of the automatic charges. */
export function isByHand({ actor }: Pick<Payment, 'actor'>): boolean {
  return actor.kind !== 'system';
}

export type NewPayment = Pick<
  Payment,
  | 'id'
  | 'teamId'
  | 'kind'
  | 'installationId'
  | 'invoiceId'
  | 'paymentMethodId'
  | 'backEnd'
  | 'amount'
  | 'actor'
> &
  Partial<Pick<Payment, 'billingPlanId' | 'callerKey'>> & { readonly refundOf?: PaymentId };

/** A payment whose back end is called at once, or when it is taken up. */
export function beginPayment({ refundOf, ...given }: NewPayment, at: Date): Payment {
  return {
    billingPlanId: null,
    callerKey: null,
    ...given,
    refundOf: refundOf ?? null,
    status: 'running',
    reference: null,
    decline: null,
    dispute: null,
    tries: 1,
    createdAt: at,
    finishedAt: null,
  };
}

/**
 * The payment after its back end has spoken. What has ended stays as it ended, and what nobody knows
 * yet stays `running`. An authorisation that was never sent has ended: whoever asked asks again.
 */
export function withOutcome(payment: Payment, outcome: PaymentOutcome, at: Date): Payment {
  if (!isUnderWay(payment)) return payment;
  switch (outcome.kind) {
    case 'succeeded':
      return { ...payment, status: 'succeeded', reference: outcome.reference, finishedAt: at };
    case 'pending':
      return { ...payment, status: 'pending', reference: outcome.reference };
    case 'declined': {
      const reference = outcome.reference ?? payment.reference;
      return { ...payment, status: 'failed', reference, decline: outcome.decline, finishedAt: at };
    }
    case 'not-sent': {
      if (payment.kind !== 'authorisation') return payment;
      const decline: Decline = { code: 'unreachable', message: outcome.reason };
      return { ...payment, status: 'failed', decline, finishedAt: at };
    }
    case 'unknown':
      return payment;
  }
}
