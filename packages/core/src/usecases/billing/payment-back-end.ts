import type { PaymentId, TeamId } from '@kontor/protocol/vocabulary';
import type { Payment, PaymentBackEndName, PaymentOutcome } from '../../domain/billing/payment.ts';
import type { PaymentMethodFacts } from '../../domain/billing/payment-method.ts';
import type { Refusal } from '../../refusal.ts';
import type { Result } from '../../result.ts';

/** Money that is to be moved, or held. */
export type MoneyRequest = {
  /** The same key moves the same money once, however often it is sent. */
  readonly key: PaymentId;
  readonly teamId: TeamId;
  /** In dollars with cents. */
  readonly amount: string;
  readonly method: Pick<PaymentMethodFacts, 'reference' | 'customer'>;
  /** What people read on their statement's detail. */
  readonly description: string;
};

export type RefundRequest = Pick<MoneyRequest, 'key' | 'amount'> & {
  /** What the back end calls the charge. */
  readonly charge: string;
};

/** A payment as a back end is asked about it. */
export type PaymentQuestion = Pick<Payment, 'id' | 'kind' | 'reference' | 'createdAt'> & {
  /** What the back end calls the team, and of a refund the charge, where it is known. */
  readonly customer: string | null;
  readonly charge: string | null;
};

/**
 * What moves the money. Calls never throw: what the network does to them is an outcome.
 *
 * @see docs/payments.md
 */
export type PaymentBackEnd = {
  readonly name: PaymentBackEndName;
  /** Whether it charges by itself; otherwise an operator says what became of the money. */
  readonly isAutomatic: boolean;
  /** Makes something that a team gave to the back end's own form usable without the team. */
  readonly attach: (method: {
    readonly teamId: TeamId;
    readonly token: string;
    readonly customer: string | null;
  }) => Promise<Result<PaymentMethodFacts, Refusal>>;
  /** Makes it unusable. One that is gone already is as wished. */
  readonly detach: (reference: string) => Promise<void>;
  /** Holds an amount without taking it. */
  readonly authorise: (request: MoneyRequest) => Promise<PaymentOutcome>;
  /** Takes what was held. */
  readonly capture: (reference: string) => Promise<PaymentOutcome>;
  /** Lets go what was held. One that is let go already is as wished. */
  readonly release: (reference: string) => Promise<PaymentOutcome>;
  readonly charge: (request: MoneyRequest) => Promise<PaymentOutcome>;
  readonly refund: (request: RefundRequest) => Promise<PaymentOutcome>;
  /** Says what became of a payment, by its key; `absent` where it never arrived. */
  readonly find: (
    question: PaymentQuestion,
  ) => Promise<PaymentOutcome | { readonly kind: 'absent' }>;
};
