import {
  beginPayment,
  type Installation,
  type Invoice,
  type LedgerEntry,
  type Payment,
  type PaymentMethod,
  type Purchase,
} from '@kontor/core';
import type { TeamId } from '@kontor/protocol/vocabulary';
import { builtAt } from './built-at.ts';
import { mint } from './mint.ts';

/** A charge that stands nowhere yet, and is under way. */
export function newPayment(
  { id: installationId, teamId }: Installation,
  given: Partial<Payment> = {},
): Payment {
  const begun = beginPayment(
    {
      id: mint.payment(),
      teamId,
      kind: 'charge',
      installationId,
      invoiceId: null,
      paymentMethodId: null,
      backEnd: 'test',
      amount: '10.00',
      actor: { kind: 'system' },
    },
    builtAt,
  );
  return { ...begun, ...given };
}

/** A payment method that stands nowhere yet. */
export function newPaymentMethod(teamId: TeamId): PaymentMethod {
  const id = mint.paymentMethod();
  return {
    id,
    teamId,
    backEnd: 'test',
    reference: `test_ok_${id}`,
    customer: 'cus_1',
    kind: 'card',
    label: 'A test card',
    expires: '2030-04',
    isDefault: true,
    createdAt: builtAt,
  };
}

/** An invoice for January that was sent, unless told otherwise. */
export function newInvoice(
  { id: installationId, teamId }: Pick<Installation, 'id' | 'teamId'>,
  given: Partial<Invoice> = {},
): Invoice {
  const period = { start: new Date('2026-01-01T00:00:00Z'), end: new Date('2026-02-01T00:00:00Z') };
  const item = { billingPlanId: 'pro', name: 'Seats', price: '5.00', quantity: 2, units: 'seats' };
  return {
    id: mint.invoice(),
    teamId,
    installationId,
    externalId: null,
    isTest: false,
    isFinal: false,
    state: 'invoiced',
    invoiceDate: period.start,
    period,
    items: [{ ...item, total: '10.00' }],
    discounts: [],
    memo: null,
    number: null,
    total: '10.00',
    commissionRate: '0',
    commission: '0.00',
    taxes: [],
    credited: '0.00',
    collectedWith: null,
    isWaived: false,
    attempts: 0,
    firstFailedAt: null,
    createdAt: builtAt,
    updatedAt: builtAt,
    paidAt: null,
    paidWith: null,
    refundedAt: null,
    refundTotal: '0.00',
    refundReason: null,
    refunding: null,
    ...given,
  };
}

/** What is posted of an invoice that is sent, unless told otherwise. */
export function newEntry(
  { id, integrationId }: Pick<Installation, 'id' | 'integrationId'>,
  invoice: Pick<Invoice, 'id' | 'total'>,
  given: Partial<LedgerEntry> = {},
): LedgerEntry {
  return {
    kind: 'invoice.sent',
    at: builtAt,
    subject: { kind: 'invoice', id: invoice.id },
    lines: [
      { account: { kind: 'receivable', of: id }, amount: invoice.total },
      { account: { kind: 'deferred', of: integrationId }, amount: `-${invoice.total}` },
    ],
    ...given,
  };
}

/** A purchase by hand, not paid yet, with the invoice that it has. */
export function newPurchase(
  { id: invoiceId, teamId, installationId, total }: Invoice,
  given: Partial<Purchase> = {},
): Purchase {
  return {
    invoiceId,
    teamId,
    installationId,
    resourceId: null,
    billingPlanId: 'credits',
    amount: total,
    origin: 'manual',
    actor: { kind: 'system' },
    state: 'open',
    attempts: 0,
    retryAt: null,
    callerKey: null,
    traceId: '0'.repeat(32),
    createdAt: builtAt,
    updatedAt: builtAt,
    ...given,
  };
}
