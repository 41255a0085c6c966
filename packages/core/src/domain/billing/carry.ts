import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { dueOfAll, smallestInvoice } from './due.ts';
import type { Invoice } from './invoice.ts';
import { compareMoney, sumOf } from './money.ts';

/**
 * Whether invoices together are enough to be sent. What providers bill counts, without taxes.
 *
 * @see spec/partner-api.md §12.3; spec/invoices.md — INV-7
 */
export function areEnough(invoices: readonly Pick<Invoice, 'total'>[]): boolean {
  return compareMoney(sumOf(invoices.map(({ total }) => total)), smallestInvoice) >= 0;
}

/**
 * It waits for the next invoice of its installation. So does one that was sent, once what it was to be
 * collected together with is called off: it keeps its number, and starts again when there is enough.
 */
export function carried(invoice: Invoice, at: Date): Invoice {
  return {
    ...invoice,
    state: 'pending',
    collectedWith: null,
    credited: '0.00',
    attempts: 0,
    firstFailedAt: null,
    updatedAt: at,
  };
}

/** It is sent, and goes the way of the invoice that brought enough. */
export function collected(
  invoice: Invoice,
  { id: collectedWith }: Pick<Invoice, 'id'>,
  at: Date,
): Invoice {
  return { ...invoice, state: 'invoiced', collectedWith, updatedAt: at };
}

/** Nothing follows that it could be collected with: it counts as paid, and nobody pays a tax on it. */
export function waived(invoice: Invoice, at: Date): Invoice {
  return { ...invoice, state: 'paid', isWaived: true, taxes: [], paidAt: at, updatedAt: at };
}

/** Whether money is owed that could still be charged. */
export function isCollectable({ state }: Pick<Invoice, 'state'>): boolean {
  return state === 'invoiced' || state === 'notpaid' || state === 'overdue';
}

/** What is charged at once for an invoice and what is collected with it, without what was called off before. */
export function dueTogether(invoice: Invoice, collected: readonly Invoice[]): string {
  return dueOfAll([invoice, ...collected.filter(isCollectable)]);
}

/** Whether a step is taken by an invoice itself, and not by the one that it is collected with. */
export function standsAlone({ id, collectedWith }: Invoice): Result<null, Refusal> {
  if (collectedWith === null) return ok(null);
  return refuse(
    'invoice_state',
    `The invoice ${id} is collected together with ${collectedWith}: pay or settle that one.`,
    { invoiceId: id, collectedWith },
  );
}
