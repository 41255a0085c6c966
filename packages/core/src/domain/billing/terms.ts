import { compareMoney, inCents, times } from './money.ts';

/** A tax that a team pays on top of what it is billed. */
export type TaxRate = {
  /** As it stands on the invoice, such as `VAT`. */
  readonly name: string;
  /** In percent. */
  readonly rate: string;
};

/** A tax that is looked at for an invoice. */
export type TaxTerm = TaxRate & {
  /** Stands on the invoice even if it comes to nothing, because its name says why. */
  readonly isAlwaysNamed?: true;
};

/** A tax on an invoice, with what it comes to. */
export type TaxLine = TaxRate & { readonly amount: string };

/** What an invoice is taken under; later changes of these leave it as it is. */
export type InvoiceTerms = {
  /** The operator's share of what the provider bills, in percent. */
  readonly commissionRate: string;
  readonly taxRates: readonly TaxTerm[];
};

/** Under which nothing is added. */
export const noTerms: InvoiceTerms = { commissionRate: '0', taxRates: [] };

/** What is added to an invoice on its way through the host. */
export type InvoiceTermsApplied = {
  readonly commissionRate: string;
  readonly commission: string;
  readonly taxes: readonly TaxLine[];
};

/** A part of an amount in percent, in full cents, half a cent rounded up. */
export function percentOf(amount: string, rate: string): string {
  return inCents(times(times(amount, rate), '0.01'));
}

/** The operator's share and the taxes of a total. A tax of nothing is left out, unless its name says why. */
export function withTerms(
  total: string,
  { commissionRate, taxRates }: InvoiceTerms,
): InvoiceTermsApplied {
  const taxes = taxRates.flatMap(({ name, rate, isAlwaysNamed }) => {
    const amount = percentOf(total, rate);
    return isAlwaysNamed || compareMoney(amount, '0') > 0 ? [{ name, rate, amount }] : [];
  });
  return {
    commissionRate,
    commission: percentOf(total, commissionRate),
    taxes,
  };
}
