import { readInstant } from '@kontor/protocol/vocabulary';
import type { Invoice, InvoiceDiscount, InvoiceItem } from './invoice.ts';
import { compareMoney } from './money.ts';
import { coveringPlans, heldBetween, type PlanPeriod } from './plan-period.ts';

/** A charge of a report, as far as a line can come from it. */
export type ReportedCharge = {
  readonly kind: 'item' | 'discount';
  /** The provider's id; null for the installation as a whole. */
  readonly resourceId: string | null;
  readonly billingPlanId: string;
  readonly name: string;
  readonly amount: string;
};

export type ReportForLines = {
  readonly charges: readonly ReportedCharge[];
  readonly usage: readonly { readonly resourceId: string | null; readonly name: string }[];
};

/** What one line of an invoice came from, as positions in the plans and reports that were given. */
export type LineBasis = {
  readonly line: string;
  readonly plans: readonly number[];
  readonly report: number | null;
  readonly charge: number | null;
  readonly usage: number | null;
};

type Facts = {
  readonly plans: readonly PlanPeriod[];
  /** The newest first. */
  readonly reports: readonly ReportForLines[];
};

/** Finds what each line of an invoice came from. @see spec/platform-api.md §2.11, §2.12 */
export function basesOf(
  { items, discounts, period }: Pick<Invoice, 'items' | 'discounts' | 'period'>,
  facts: Facts,
): readonly LineBasis[] {
  const plansOf = coveringPlans(facts.plans);
  const basis = (line: InvoiceItem | InvoiceDiscount, key: string, index: number): LineBasis => {
    const start = line.start === undefined ? period.start : readInstant(line.start);
    const end = line.end === undefined ? period.end : readInstant(line.end);
    const held = plansOf(line).filter((plan) => heldBetween(plan, start, end));
    const plans = held.map((plan) => facts.plans.indexOf(plan)).sort((one, other) => one - other);
    return { line: `${key}[${index}]`, plans, ...reportedBy(line, facts) };
  };
  return [
    ...items.map((item, index) => basis(item, 'items', index)),
    ...discounts.map((discount, index) => basis(discount, 'discounts', index)),
  ];
}

function reportedBy(line: InvoiceItem | InvoiceDiscount, { reports }: Facts) {
  const amount = 'total' in line ? line.total : line.amount;
  for (const [report, { charges, usage }] of reports.entries()) {
    const alike = charges.flatMap((charge, index) => (isAlike(line, charge) ? [index] : []));
    if (alike.length === 0) continue;
    const same = alike.find((index) => compareMoney(charges[index]?.amount ?? '0', amount) === 0);
    const used = usage.findIndex(
      ({ name, resourceId }) => name === line.name && resourceId === (line.resourceId ?? null),
    );
    return { report, charge: same ?? alike[0] ?? null, usage: used === -1 ? null : used };
  }
  return { report: null, charge: null, usage: null };
}

function isAlike(line: InvoiceItem | InvoiceDiscount, charge: ReportedCharge): boolean {
  return (
    charge.kind === ('total' in line ? 'item' : 'discount') &&
    charge.billingPlanId === line.billingPlanId &&
    charge.resourceId === (line.resourceId ?? null) &&
    charge.name === line.name
  );
}
