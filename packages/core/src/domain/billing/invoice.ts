import type { InstallationId, InvoiceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Period } from './period.ts';
import type { TaxLine } from './terms.ts';

/** What every line of an invoice says, as its provider wrote it. */
type Line = {
  readonly billingPlanId: string;
  readonly name: string;
  readonly details?: string | undefined;
  /** The provider's id of a resource; absent for the installation as a whole. */
  readonly resourceId?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
};

export type InvoiceItem = Line & {
  readonly price: string;
  readonly quantity: number;
  readonly units: string;
  readonly total: string;
};

export type InvoiceDiscount = Line & { readonly amount: string };

/**
 * Where an invoice stands here. The wire knows one more, for hosts that look at an invoice before
 * they take it: `draft`.
 */
export type KeptInvoiceState =
  | 'scheduled'
  /** Too little to be sent by itself: it is carried to the next one of its installation. */
  | 'pending'
  | 'invoiced'
  | 'paid'
  | 'notpaid'
  | 'overdue'
  | 'refund_requested'
  | 'refunded';

export type Refund = { readonly total: string; readonly reason: string };

/**
 * What a provider bills a team for.
 *
 * Life: `scheduled` until its date, `invoiced`, then `paid`; a charge that fails makes it `notpaid`,
 * and `overdue` fifteen days later. A refund of what was charged is `refund_requested` until the
 * money is back; what was not charged is cancelled. Both end as `refunded`. One that is too small is
 * `pending` until another one brings enough, and from then on goes the way of that one.
 *
 * @see spec/partner-api.md §12.4
 */
export type Invoice = {
  readonly id: InvoiceId;
  readonly teamId: TeamId;
  readonly installationId: InstallationId;
  readonly externalId: string | null;
  /** Moves no money and is not the team's business. */
  readonly isTest: boolean;
  /** The provider's last one for the installation. */
  readonly isFinal: boolean;
  readonly state: KeptInvoiceState;
  readonly invoiceDate: Date;
  readonly period: Period;
  readonly items: readonly InvoiceItem[];
  readonly discounts: readonly InvoiceDiscount[];
  readonly memo: string | null;
  /** Given when it is sent to the team. */
  readonly number: string | null;
  /** What the provider bills, in dollars with cents. */
  readonly total: string;
  /** The operator's share of the total in percent, as it was when the invoice was taken. */
  readonly commissionRate: string;
  readonly commission: string;
  /** What the team pays on top, as it was when the invoice was taken. */
  readonly taxes: readonly TaxLine[];
  /** What is paid from the team's credits. */
  readonly credited: string;
  /** The invoice that brought enough, and that it is charged together with. */
  readonly collectedWith: InvoiceId | null;
  /** Too little to be charged, and nothing follows: it counts as paid, and nobody is sent it. */
  readonly isWaived: boolean;
  /** Charges that failed. */
  readonly attempts: number;
  readonly firstFailedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly paidAt: Date | null;
  /** The payment back end that the money came in with; null while none did. */
  readonly paidWith: string | null;
  readonly refundedAt: Date | null;
  /** All refunds together, in dollars with cents. */
  readonly refundTotal: string;
  readonly refundReason: string | null;
  /** The refund that is under way. */
  readonly refunding: Refund | null;
};

/** Whether money is still owed or on its way back. */
export function isOpen({ state }: Pick<Invoice, 'state'>): boolean {
  return state !== 'paid' && state !== 'refunded';
}

/** Whether it keeps its installation from ending: what waits for a next invoice does not. */
export function isUnsettled({ state }: Pick<Invoice, 'state'>): boolean {
  return isOpen({ state }) && state !== 'pending';
}

/** Whether nothing is left of it, so that the same may be billed again. */
export function isVoid({ state, refundTotal, total }: Invoice): boolean {
  return state === 'refunded' && refundTotal === total;
}
