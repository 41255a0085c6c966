import { readInstant } from '@kontor/protocol/vocabulary';
import type { FieldError } from '../../field-error.ts';
import type { InvoiceDiscount, InvoiceItem } from './invoice.ts';
import { compareMoney, minus, sumOf, times } from './money.ts';
import { flawsOfPeriod, isWithin, type Period } from './period.ts';
import { coveringPlans, heldBetween, type PlanPeriod } from './plan-period.ts';

/** What an invoice is checked against. */
export type InvoiceFacts = {
  /** Whether the installation is being uninstalled, or is and waits for last invoices. */
  readonly isEnding: boolean;
  /** Ids, the provider's, of resources that the installation has or had. */
  readonly resources: ReadonlySet<string>;
  readonly plans: readonly PlanPeriod[];
  readonly isExternalIdTaken: boolean;
  /** What other invoices bill for the same period, as {@link subjectKey}. */
  readonly billed: ReadonlySet<string>;
};

/** What of an invoice is checked. */
export type CheckedInvoice = {
  readonly invoiceDate: Date;
  readonly period: Period;
  readonly items: readonly InvoiceItem[];
  readonly discounts: readonly InvoiceDiscount[];
  readonly externalId: string | null;
  readonly isFinal: boolean;
};

/** What is wrong with an invoice; a duplicate is told from what could never be taken. */
export type InvoiceFlaw = FieldError & { readonly isDuplicate: boolean };

/** What one invoice may bill once for a period: a resource, or the installation, under a plan. */
export type InvoiceSubject = {
  readonly resourceId?: string | undefined;
  readonly billingPlanId: string;
};

export function subjectKey({ resourceId = '', billingPlanId }: InvoiceSubject): string {
  return `${billingPlanId} ${resourceId}`;
}

/** Each subject of the items once. */
export function subjectsOf(items: readonly InvoiceItem[]): readonly InvoiceSubject[] {
  return [...new Map(items.map((item) => [subjectKey(item), item])).values()].map(
    ({ resourceId, billingPlanId }) => ({ resourceId, billingPlanId }),
  );
}

/**
 * Finds everything that is wrong with an invoice.
 *
 * @see spec/platform-api.md §2.12; spec/partner-api.md §12.3
 */
export function flawsOfInvoice(
  invoice: CheckedInvoice,
  facts: InvoiceFacts,
): readonly InvoiceFlaw[] {
  const { period, items, discounts } = invoice;
  const { resources } = facts;
  const plansOf = coveringPlans(facts.plans);
  const lines = [
    ...items.map((line, index) => ({ line, key: `items[${index}]` })),
    ...discounts.map((line, index) => ({ line, key: `discounts[${index}]` })),
  ];
  return [
    ...flawsOfPeriod(period).map(asFlaw),
    ...flawsOfDate(invoice),
    ...flawsOfFinal(invoice, facts),
    ...items.flatMap((item, index) => flawsOfTotal(item, `items[${index}].total`)),
    ...flawsOfDiscounts(invoice),
    ...lines.flatMap(({ line, key }) => flawsOfLine(line, { key, period, resources, plansOf })),
    ...duplicatesIn(invoice, facts),
  ];
}

function flawsOfDate({ invoiceDate, period }: CheckedInvoice): readonly InvoiceFlaw[] {
  if (isWithin(period, invoiceDate)) return [];
  return flaw('invoiceDate', `should lie within the period, and is ${invoiceDate.toISOString()}`);
}

function flawsOfFinal({ isFinal }: CheckedInvoice, { isEnding }: InvoiceFacts) {
  if (!isFinal || isEnding) return [];
  return flaw('final', 'should be true only while the installation is being removed');
}

/** A total may be rounded up or down to a cent, and is then less than a cent from the product. */
function flawsOfTotal({ price, quantity, total }: InvoiceItem, key: string) {
  const product = times(price, quantity);
  const difference = minus(total, product);
  const isNear = compareMoney(difference, '0.01') < 0 && compareMoney(difference, '-0.01') > 0;
  if (isNear) return [];
  return flaw(key, `should be price × quantity, which is ${product}, and is ${total}`);
}

function flawsOfDiscounts({ items, discounts }: CheckedInvoice) {
  const owed = sumOf(items.map(({ total }) => total));
  const off = sumOf(discounts.map(({ amount }) => amount));
  if (compareMoney(off, owed) <= 0) return [];
  return flaw('discounts', `should not be more than the items, ${owed}, and are ${off}`);
}

type Line = InvoiceItem | InvoiceDiscount;

type LineContext = {
  readonly key: string;
  readonly period: Period;
  readonly resources: ReadonlySet<string>;
  readonly plansOf: ReturnType<typeof coveringPlans>;
};

function flawsOfLine(
  line: Line,
  { key, period, resources, plansOf }: LineContext,
): readonly InvoiceFlaw[] {
  const start = line.start === undefined ? period.start : readInstant(line.start);
  const end = line.end === undefined ? period.end : readInstant(line.end);
  if (start > end) return flaw(`${key}.end`, 'should not be before its start');
  const { resourceId, billingPlanId } = line;
  if (resourceId !== undefined && !resources.has(resourceId)) {
    return flaw(`${key}.resourceId`, `should be one of this installation, and is ${resourceId}`);
  }
  const active = plansOf(line).filter((plan) => heldBetween(plan, start, end));
  if (active.length === 0) {
    return flaw(`${key}.billingPlanId`, `should be a plan of that time, and is ${billingPlanId}`);
  }
  if (active.some(({ planType }) => planType === 'subscription')) return [];
  return flaw(`${key}.billingPlanId`, `should be a subscription, and ${billingPlanId} is none`);
}

function duplicatesIn(
  { externalId, items }: CheckedInvoice,
  { isExternalIdTaken, billed }: InvoiceFacts,
): readonly InvoiceFlaw[] {
  const known = isExternalIdTaken
    ? duplicate('externalId', `should be used once, and ${externalId} is another invoice's`)
    : [];
  const again = items.flatMap((item, index) =>
    billed.has(subjectKey(item))
      ? duplicate(
          `items[${index}]`,
          `should bill a resource once for a period and plan, and ${item.resourceId ?? 'the installation'} is billed for ${item.billingPlanId} already`,
        )
      : [],
  );
  return [...known, ...again];
}

function flaw(key: string, demand: string): readonly InvoiceFlaw[] {
  return [{ key, message: `${key} ${demand}`, isDuplicate: false }];
}

function duplicate(key: string, demand: string): readonly InvoiceFlaw[] {
  return [{ key, message: `${key} ${demand}`, isDuplicate: true }];
}

function asFlaw(error: FieldError): InvoiceFlaw {
  return { ...error, isDuplicate: false };
}
