import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { smallestInvoice } from './due.ts';
import { inCents, times } from './money.ts';

/** When a balance is to be filled up, in cents. */
export type Threshold = {
  readonly billingPlanId: string;
  /** Below this, something is bought. */
  readonly minimumAmountInCents: number;
  readonly purchaseAmountInCents: number;
  /** No more is bought in a period; undefined leaves it to the plan. */
  readonly maximumAmountPerPeriodInCents?: number | undefined;
};

/**
 * Whether a threshold fits the plan that stands. Only a prepayment has a balance, and what is bought
 * keeps to what the plan sells at once, and by itself in a month: else nothing would ever be bought.
 *
 * @see spec/concepts.md — C24; spec/partner-api.md §5.1
 */
export function checkThreshold(
  plan: ResolvedBillingPlan | null,
  wanted: Threshold,
): Result<Threshold, Refusal> {
  if (plan?.id !== wanted.billingPlanId) {
    return refuse(
      'billing_plan_not_found',
      `The plan here is ${plan?.id ?? 'none'}, not '${wanted.billingPlanId}'.`,
      { billingPlanId: plan?.id ?? null },
    );
  }
  if (plan.type !== 'prepayment') {
    return refuse(
      'billing_plan_unavailable',
      `${plan.name} is paid afterwards. Only a prepayment can be filled up.`,
    );
  }
  const { purchaseAmountInCents: bought, maximumAmountPerPeriodInCents: most = bought } = wanted;
  const least = leastSold(plan);
  const largest = centsOf(plan.maximumAmount) ?? Number.POSITIVE_INFINITY;
  const mostOfPlan = centsOf(plan.maximumAmountAutoPurchasePerPeriod) ?? Number.POSITIVE_INFINITY;
  if (bought < least) return wrong('purchaseAmountInCents', `at least ${shown(least)}`, bought);
  if (bought > largest) return wrong('purchaseAmountInCents', `at most ${shown(largest)}`, bought);
  if (bought > mostOfPlan) {
    const fitting = `at most ${shown(mostOfPlan)}, which is all that ${plan.name} lets be bought by itself in a month`;
    return wrong('purchaseAmountInCents', fitting, bought);
  }
  if (most < bought) {
    const fitting = `at least what is bought at once, ${shown(bought)}`;
    return wrong('maximumAmountPerPeriodInCents', fitting, most);
  }
  return ok(wanted);
}

/** Less is neither sold nor sent an invoice for. */
function leastSold({ minimumAmount }: ResolvedBillingPlan): number {
  return Math.max(centsOf(minimumAmount) ?? 0, centsOf(smallestInvoice) ?? 0);
}

function wrong(key: string, fitting: string, received: number) {
  const message = `${fitting}, and is ${shown(received)}`;
  return refuse('invalid_request', `${key} must be ${message}.`, {
    fields: [{ key, message }],
  });
}

/** For whoever thinks in dollars, and for whoever sent cents. */
function shown(cents: number): string {
  return `$${inCents(times('0.01', cents))}, which are ${cents} cents`;
}

/** Dollars as a decimal text, in whole cents. Smaller parts are not sold. */
function centsOf(amount: string | undefined): number | undefined {
  if (amount === undefined) return undefined;
  const [dollars = '0', parts = ''] = amount.split('.');
  return Number(dollars) * 100 + Number(parts.padEnd(2, '0').slice(0, 2));
}
