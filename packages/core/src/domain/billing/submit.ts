import type { ChargeResult } from '@kontor/protocol/vocabulary';
import type { Invoice, InvoiceDiscount, InvoiceItem, KeptInvoiceState } from './invoice.ts';
import { compareMoney, inCents, minus, sumOf } from './money.ts';
import { type InvoiceTerms, noTerms, withTerms } from './terms.ts';

/** What a provider submits, apart from what follows from it. */
export type NewInvoice = Pick<
  Invoice,
  | 'id'
  | 'teamId'
  | 'installationId'
  | 'externalId'
  | 'invoiceDate'
  | 'period'
  | 'items'
  | 'discounts'
  | 'memo'
  | 'isFinal'
> & {
  /** Present for a test, with how it is to end. */
  readonly test: { readonly result?: ChargeResult | undefined } | null;
  readonly terms: InvoiceTerms;
};

/** What the items cost less the discounts, in dollars with cents, and never less than nothing. */
export function totalOf(lines: {
  readonly items: readonly InvoiceItem[];
  readonly discounts: readonly InvoiceDiscount[];
}): string {
  const items = sumOf(lines.items.map(({ total }) => total));
  const total = minus(items, sumOf(lines.discounts.map(({ amount }) => amount)));
  return inCents(compareMoney(total, '0') < 0 ? '0' : total);
}

/**
 * Takes an invoice in: it is sent now or on its date, and then may be carried on; what comes to nothing
 * counts as paid.
 */
export function submitted({ test, terms, ...fields }: NewInvoice, at: Date): Invoice {
  const total = totalOf(fields);
  const isWaived = test === null && compareMoney(total, '0') === 0;
  const state = test === null ? firstState(fields, { isWaived, at }) : (test.result ?? 'invoiced');
  const hasFailed = state === 'notpaid' || state === 'overdue';
  return {
    ...fields,
    isTest: test !== null,
    state,
    number: null,
    total,
    ...withTerms(total, test === null ? terms : noTerms),
    credited: '0.00',
    collectedWith: null,
    isWaived,
    attempts: hasFailed ? 1 : 0,
    firstFailedAt: hasFailed ? at : null,
    createdAt: at,
    updatedAt: at,
    paidAt: state === 'paid' ? at : null,
    paidWith: null,
    refundedAt: null,
    refundTotal: '0.00',
    refundReason: null,
    refunding: null,
  };
}

function firstState(
  { invoiceDate }: Pick<NewInvoice, 'invoiceDate'>,
  { isWaived, at }: { readonly isWaived: boolean; readonly at: Date },
): KeptInvoiceState {
  if (isWaived) return 'paid';
  return invoiceDate > at ? 'scheduled' : 'invoiced';
}
