import { compareMoney, inCents, minus, shareOf, sumOf } from './money.ts';
import type { TaxLine } from './terms.ts';

/** The least that a customer is sent an invoice for. @see spec/partner-api.md §12.3 */
export const smallestInvoice = '0.50';

/** The amounts of an invoice that a team pays from. */
type Owed = {
  readonly total: string;
  readonly taxes: readonly TaxLine[];
  readonly credited: string;
};

/** What a team is billed, with taxes. */
export function grossOf({ total, taxes }: Pick<Owed, 'total' | 'taxes'>): string {
  return inCents(sumOf([total, ...taxes.map(({ amount }) => amount)]));
}

/** What is left to be charged when credits are taken off. */
export function dueOf(invoice: Owed): string {
  return inCents(minus(grossOf(invoice), invoice.credited));
}

/** What is charged at once for invoices that are collected together. */
export function dueOfAll(invoices: readonly Owed[]): string {
  return inCents(sumOf(invoices.map(dueOf)));
}

/**
 * How much of a team's credits goes into what it owes: all that fits, but never so much that less
 * would be left than can be charged.
 */
export function creditFor(owed: string, credits: string): string {
  if (compareMoney(credits, '0') <= 0) return '0.00';
  if (compareMoney(credits, owed) >= 0) return inCents(owed);
  const most = minus(owed, smallestInvoice);
  if (compareMoney(most, '0') <= 0) return '0.00';
  return inCents(compareMoney(credits, most) < 0 ? credits : most);
}

/**
 * What each of several invoices that are collected together is paid of with credits: as much as fits
 * into all of them, the first one first.
 */
export function creditsFor(
  invoices: readonly Pick<Owed, 'total' | 'taxes'>[],
  credits: string,
): readonly string[] {
  const owed = invoices.map(grossOf);
  let left = creditFor(sumOf(owed), credits);
  return owed.map((gross) => {
    const part = inCents(compareMoney(left, gross) < 0 ? left : gross);
    left = minus(left, part);
    return part;
  });
}

/**
 * What goes back for a refund of an invoice: the part of the taxes goes along, and what was paid with
 * money goes back before what was paid with credits.
 */
export function paidBack(
  invoice: Owed,
  refunded: string,
): {
  readonly taxes: readonly string[];
  readonly money: string;
  readonly credits: string;
} {
  const taxes = invoice.taxes.map(({ amount }) => shareOf(amount, refunded, invoice.total));
  const all = sumOf([refunded, ...taxes]);
  const due = dueOf(invoice);
  const money = compareMoney(all, due) < 0 ? all : due;
  return { taxes, money: inCents(money), credits: inCents(minus(all, money)) };
}
