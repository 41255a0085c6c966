import { platformEndpoints } from '@kontor/protocol/platform';
import type { HostClient } from '../client/host-client.ts';
import {
  amountIn,
  type DiscountToGive,
  flawsOfAmount,
  type ItemToBill,
  writtenItem,
  writtenOf,
} from './billing-line.ts';
import { compare, minus, plus, type Rounding, rounded, times } from './decimal.ts';
import { InvoiceError, type InvoiceProblem, problem } from './invoice-error.ts';

type SubmittedInvoice = Parameters<HostClient['submitInvoice']>[0];

export type InvoiceToBuild = Pick<SubmittedInvoice, 'externalId' | 'memo' | 'final' | 'test'> & {
  readonly period: { readonly start: Date; readonly end: Date };
  /** Within the period; its end unless told. */
  readonly invoiceDate?: Date;
  readonly items: readonly ItemToBill[];
  readonly discounts?: readonly DiscountToGive[];
  /** How totals are rounded to cents: half a cent up unless told. Discounts of a part are rounded down. */
  readonly rounding?: Rounding;
};

export type BuiltInvoice = {
  /** What `host.submitInvoice` takes. */
  readonly invoice: SubmittedInvoice;
  /** What the team owes, before taxes. */
  readonly total: string;
  /** Whether the host keeps it until others bring enough: below 0.50 US dollars. */
  readonly isBelowMinimum: boolean;
};

/** The least that is sent to a customer by itself, in US dollars. @see spec/invoices.md — INV-7 */
const leastTotal = '0.50';
const { submitInvoice } = platformEndpoints;

/**
 * Makes an invoice that adds up to the cent: totals follow from prices and quantities, and whatever a
 * host would refuse without knowing your resources and plans is refused here, all of it at once.
 *
 * @throws InvoiceError
 * @see spec/invoices.md — INV-1
 */
export function buildInvoice(wanted: InvoiceToBuild): BuiltInvoice {
  const { period, items: toBill, discounts: toGive = [], rounding = 'half-up', ...rest } = wanted;
  const { invoiceDate = period.end, ...about } = rest;
  const reckoned = toBill.map((item, index) =>
    writtenItem(item, { key: `items[${index}]`, rounding }),
  );
  const items = reckoned.flatMap(({ written }) => written ?? []);
  const given = toGive.map((discount, index) =>
    writtenDiscount(discount, items, `discounts[${index}]`),
  );
  const discounts = given.flatMap(({ written }) => written ?? []);
  const problems = [
    ...flawsOfTimes(wanted, invoiceDate),
    ...[...reckoned, ...given].flatMap((line) => line.problems),
  ];
  if (problems.length > 0) throw new InvoiceError(problems);
  const total = totalOf(
    items.map((item) => item.total),
    discounts.map(({ amount }) => amount),
  );
  const invoice = {
    ...about,
    invoiceDate: invoiceDate.toISOString(),
    period: { start: period.start.toISOString(), end: period.end.toISOString() },
    items,
    ...(discounts.length > 0 && { discounts }),
  };
  refuseWhatDoesNotFit(invoice);
  return { invoice, total, isBelowMinimum: compare(total, leastTotal) < 0 };
}

type Written = NonNullable<SubmittedInvoice['discounts']>[number];

function writtenDiscount(
  discount: DiscountToGive,
  items: SubmittedInvoice['items'],
  key: string,
): { readonly written?: Written; readonly problems: readonly InvoiceProblem[] } {
  if ('amount' in discount) {
    const { amount: money, ...of } = discount;
    const amount = amountIn(money);
    return {
      written: { ...writtenOf(of), amount },
      problems: flawsOfAmount(amount, `${key}.amount`),
    };
  }
  const { percent, ...of } = discount;
  const text = String(percent);
  const isPart = flawsOfAmount(text, key).length === 0 && compare(text, '100') <= 0;
  if (!isPart) {
    return { problems: [problem(`${key}.percent`, `should be from 0 to 100, and is ${text}`)] };
  }
  const owed = sumOf(items.filter((item) => isOf(of, item)).map(({ total }) => total));
  const amount = rounded(times(owed, times(text, '0.01')), 2, 'down');
  return { written: { ...writtenOf(of), amount }, problems: [] };
}

/** A discount without a resource is on everything that is billed for its plan. */
function isOf(
  { billingPlanId, resourceId }: Pick<Written, 'billingPlanId' | 'resourceId'>,
  item: SubmittedInvoice['items'][number],
): boolean {
  if (item.billingPlanId !== billingPlanId) return false;
  return resourceId === undefined || item.resourceId === resourceId;
}

function flawsOfTimes(
  { period, items, discounts = [] }: InvoiceToBuild,
  invoiceDate: Date,
): readonly InvoiceProblem[] {
  const { start, end } = period;
  if (!(start < end)) {
    return [
      problem(
        'period',
        `should end after ${text(start)}, when it starts, and ends at ${text(end)}`,
      ),
    ];
  }
  const lines = [
    ...items.map((line, index) => ({ ...line, key: `items[${index}]` })),
    ...discounts.map((line, index) => ({ ...line, key: `discounts[${index}]` })),
  ];
  return [
    ...(start <= invoiceDate && invoiceDate <= end
      ? []
      : [
          problem(
            'invoiceDate',
            `should lie between ${text(start)} and ${text(end)}, and is ${text(invoiceDate)}`,
          ),
        ]),
    ...lines
      .filter((line) => !((line.start ?? start) <= (line.end ?? end)))
      .map(({ key, ...line }) =>
        problem(
          `${key}.end`,
          `should not be before ${text(line.start ?? start)}, when the line starts, and is ${text(line.end ?? end)}`,
        ),
      ),
  ];
}

/** A date that is none has no text of its own. */
function text(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'no time' : date.toISOString();
}

function totalOf(totals: readonly string[], off: readonly string[]): string {
  const [owed, given] = [sumOf(totals), sumOf(off)];
  if (compare(given, owed) > 0) {
    throw new InvoiceError([
      problem('discounts', `should not be more than the items, ${owed}, and are ${given}`),
    ]);
  }
  return rounded(minus(owed, given), 2, 'half-up');
}

function sumOf(amounts: readonly string[]): string {
  return amounts.reduce(plus, '0');
}

/** The limits that the protocol states for each field, and for the whole. */
function refuseWhatDoesNotFit(invoice: SubmittedInvoice): void {
  const read = submitInvoice.request.safeParse(invoice, { reportInput: true });
  const problems = (read.error?.issues ?? []).map((issue) => {
    const key = keyOf(issue.path);
    const isLong = issue.code === 'too_big' && typeof issue.input === 'string';
    return isLong
      ? problem(key, `has at most ${issue.maximum} characters; this one has ${issue.input.length}`)
      : problem(key, `does not fit: ${issue.message}`);
  });
  const size = new TextEncoder().encode(JSON.stringify(invoice)).length;
  if (size > submitInvoice.maxBodyBytes) {
    const demand = `has at most ${submitInvoice.maxBodyBytes} bytes; this one has ${size}: bill in several`;
    problems.push(problem('invoice', demand));
  }
  if (problems.length > 0) throw new InvoiceError(problems);
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (key, part) =>
      typeof part === 'number' ? `${key}[${part}]` : `${key}${key && '.'}${String(part)}`,
    '',
  );
}
