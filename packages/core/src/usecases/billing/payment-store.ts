import type {
  InstallationId,
  InvoiceId,
  PaymentId,
  PaymentMethodId,
} from '@kontor/protocol/vocabulary';
import type { Payment } from '../../domain/billing/payment.ts';
import type { PaymentMethod } from '../../domain/billing/payment-method.ts';

export type AuthorisationWish = {
  readonly installationId: InstallationId;
  readonly billingPlanId: string;
  readonly callerKey: string | null;
};

/** The payments of one team. */
export type PaymentStore = {
  /** An id for one that is about to be added. */
  readonly nextId: () => PaymentId;
  readonly find: (id: PaymentId) => Promise<Payment | undefined>;
  /** Reads it and keeps others from changing it until the transaction ends. */
  readonly lock: (id: PaymentId) => Promise<Payment | undefined>;
  /** The payment of an invoice that is under way. */
  readonly underWay: (invoiceId: InvoiceId) => Promise<Payment | undefined>;
  /** The charge that paid an invoice. */
  readonly chargeOf: (invoiceId: InvoiceId) => Promise<Payment | undefined>;
  /**
   * The authorisation that stands for a wish: one of the same caller's key that has not failed, or
   * one for the plan of which nobody knows yet what became.
   */
  readonly authorisationOf: (wish: AuthorisationWish) => Promise<Payment | undefined>;
  /**
   * Adds it. One that is under way is queued: held by this process for the length of a call, or with
   * `dueInMs` to be taken up after that. Answers false when its invoice has one under way,
   * or the caller's key has an authorisation that has not failed.
   */
  readonly insert: (payment: Payment, dueInMs?: number) => Promise<boolean>;
  /** Saves it. One that has ended leaves the queue; another one is taken up after `dueInMs`. */
  readonly save: (payment: Payment, dueInMs?: number) => Promise<void>;
};

/** What one team pays with. Those that were removed are found by id alone. */
export type PaymentMethodStore = {
  readonly find: (id: PaymentMethodId) => Promise<PaymentMethod | undefined>;
  /** Newest first, without those that were removed. */
  readonly list: () => Promise<readonly PaymentMethod[]>;
  /** What pays for an installation: its own, or the default of the team. */
  readonly payingFor: (installationId: InstallationId) => Promise<PaymentMethod | undefined>;
  /** What the back end calls the team. */
  readonly customer: (backEnd: PaymentMethod['backEnd']) => Promise<string | null>;
  /** Adds it, or answers the one that is there under the back end's name. */
  readonly insert: (method: PaymentMethod) => Promise<PaymentMethod>;
  /** Makes it the only default. */
  readonly makeDefault: (id: PaymentMethodId) => Promise<void>;
  /** Lets an installation be paid for by it; null for the default again. */
  readonly choose: (installationId: InstallationId, id: PaymentMethodId | null) => Promise<void>;
  /** Installations with something to pay that would be left without, or with another one. */
  readonly usedBy: (id: PaymentMethodId) => Promise<readonly InstallationId[]>;
  readonly remove: (id: PaymentMethodId, at: Date) => Promise<void>;
};
