import type { BillingItem } from '@kontor/protocol/platform';
import { compare, minus, plus, type Rounding, rounded, times } from './decimal.ts';
import { InvoiceError, type InvoiceProblem, problem } from './invoice-error.ts';

/** An amount of US dollars: a decimal such as `'19.99'`, or a whole number of cents. */
export type Money = string | { readonly cents: number | bigint };

/** What a line is of, and when, where that is not the whole period. */
type LineOf = Pick<BillingItem, 'billingPlanId' | 'name'> & {
  readonly resourceId?: string;
  readonly details?: string;
  readonly start?: Date;
  readonly end?: Date;
};

export type ItemToBill = LineOf & {
  /** Of one unit, with as many places as it needs. */
  readonly price: Money;
  /** As a decimal where it was calculated, so that nothing is lost on the way. */
  readonly quantity: number | string;
  readonly units: string;
  /** Price times quantity, rounded, unless told; it must be less than a cent from that. */
  readonly total?: Money;
};

/** Something that is taken off: an amount, or a part of what is billed for the plan and resource. */
export type DiscountToGive = LineOf &
  ({ readonly amount: Money } | { readonly percent: number | string });

const cents = 2;
const plainDecimal = /^\d+(\.\d+)?$/;

/**
 * One line of a report or an invoice, whose total follows exactly from price and quantity as they are
 * written.
 *
 * @throws InvoiceError for amounts that are none, and for a total that is not the product
 * @see spec/billing.md — BIL-1 to BIL-3
 */
export function billingItem(item: ItemToBill, rounding: Rounding = 'half-up'): BillingItem {
  const { written, problems } = writtenItem(item, { key: 'item', rounding });
  if (written === undefined || problems.length > 0) throw new InvoiceError(problems);
  return written;
}

type Place = { readonly key: string; readonly rounding: Rounding };

/** The line, with what is wrong with it; without a line where there is no reckoning it. */
export function writtenItem(
  { price, quantity, units, total, ...of }: ItemToBill,
  { key, rounding }: Place,
): { readonly written?: BillingItem; readonly problems: readonly InvoiceProblem[] } {
  const priceText = amountIn(price);
  const quantityText = String(quantity);
  const problems = [
    ...flawsOfAmount(priceText, `${key}.price`),
    ...flawsOfQuantity(quantityText, `${key}.quantity`),
  ];
  if (problems.length > 0) return { problems };
  const product = times(priceText, plus('0', quantityText));
  const totalText = total === undefined ? rounded(product, cents, rounding) : amountIn(total);
  const written = {
    ...writtenOf(of),
    price: priceText,
    quantity: Number(quantityText),
    units,
    total: totalText,
  };
  return { written, problems: flawsOfTotal(totalText, product, `${key}.total`) };
}

/** The common fields of a line; times as the wire has them. */
export function writtenOf({ start, end, ...of }: LineOf) {
  return {
    ...of,
    ...(start && { start: start.toISOString() }),
    ...(end && { end: end.toISOString() }),
  };
}

export function amountIn(money: Money): string {
  if (typeof money === 'string') return money;
  const text = String(money.cents);
  // what is no whole number stays as it is, to be refused by its name
  return /^\d+$/.test(text)
    ? `${text.padStart(3, '0').slice(0, -2)}.${text.padStart(3, '0').slice(-2)}`
    : `${text} cents`;
}

export function flawsOfAmount(text: string, key: string): readonly InvoiceProblem[] {
  if (plainDecimal.test(text)) return [];
  return [problem(key, `should be a plain decimal such as "10.50", and is "${text}"`)];
}

/** The wire has a number of JSON, which holds some 15 digits. */
function flawsOfQuantity(text: string, key: string): readonly InvoiceProblem[] {
  const isNumber = /^\d+(\.\d+)?(e[+-]?\d+)?$/.test(text);
  if (!isNumber) return [problem(key, `should be a number of 0 or more, and is ${text}`)];
  const sent = plus('0', String(Number(text)));
  if (compare(sent, text) === 0) return [];
  return [
    problem(
      key,
      `should have no more digits than a number of JSON holds, and is ${text}, of which ${sent} would arrive`,
    ),
  ];
}

/** A total may be rounded up or down to a cent, and is then less than a cent from the product. */
function flawsOfTotal(total: string, product: string, key: string): readonly InvoiceProblem[] {
  const flaws = flawsOfAmount(total, key);
  if (flaws.length > 0) return flaws;
  const difference = minus(total, product);
  if (compare(difference, '0.01') < 0 && compare(difference, '-0.01') > 0) return [];
  return [
    problem(
      key,
      `should be less than 0.01 from price × quantity, which is ${product}, and is ${total}`,
    ),
  ];
}
