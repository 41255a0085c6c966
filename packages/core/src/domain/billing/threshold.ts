import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
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
 * keeps to what the plan sells at once.
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
  const least = centsOf(plan.minimumAmount) ?? 0;
  const largest = centsOf(plan.maximumAmount) ?? Number.POSITIVE_INFINITY;
  if (bought < least) return wrong('purchaseAmountInCents', `at least ${shown(least)}`);
  if (bought > largest) return wrong('purchaseAmountInCents', `at most ${shown(largest)}`);
  if (most < bought) {
    return wrong('maximumAmountPerPeriodInCents', 'at least what is bought at once');
  }
  return ok(wanted);
}

function wrong(key: string, fitting: string) {
  return refuse('invalid_request', `${key} must be ${fitting}.`, {
    fields: [{ key, message: fitting }],
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
