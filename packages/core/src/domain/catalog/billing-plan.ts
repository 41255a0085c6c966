import type { BillingPlan, ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { resolveBillingPlan } from '@kontor/protocol/vocabulary';
import { fail, ok, type Result } from '../../result.ts';
import { smallestInvoice } from '../billing/due.ts';
import { compareMoney, inCents, times } from '../billing/money.ts';

export type PlanRefusal =
  | {
      readonly code: 'plan_not_found';
      readonly planId: string;
      /** The plans that can be chosen. */
      readonly offered: readonly string[];
    }
  | {
      readonly code: 'plan_disabled';
      readonly planId: string;
      readonly offered: readonly string[];
    };

/**
 * Finds the plan that a team chose among those its provider states now.
 *
 * @see spec/concepts.md — C11
 */
export function selectPlan(
  plans: readonly BillingPlan[],
  planId: string,
): Result<ResolvedBillingPlan, PlanRefusal> {
  const plan = plans.find(({ id }) => id === planId);
  const offered = plans.filter(isSelectable).map(({ id }) => id);
  if (!plan) return fail({ code: 'plan_not_found', planId, offered });
  if (!isSelectable(plan)) return fail({ code: 'plan_disabled', planId, offered });
  return ok(resolveBillingPlan(plan));
}

/**
 * The first plan that costs nothing: what a resource gets when no plan is named. Only a subscription
 * can be free; a prepayment buys something whatever it says about a payment method.
 *
 * @see spec/partner-api.md §5.1
 * @see spec/platform-api.md §3.6
 */
export function freePlanOf(plans: readonly BillingPlan[]): ResolvedBillingPlan | undefined {
  const free = plans.find((plan) => isSelectable(plan) && isFree(plan));
  return free && resolveBillingPlan(free);
}

function isSelectable(plan: BillingPlan): boolean {
  return plan.disabled !== true;
}

/**
 * What a payment method is tried for before a plan is taken, in dollars with cents; nothing where the
 * plan does not ask for it. It is never less than what can be charged at all.
 *
 * @see spec/partner-api.md §5.1
 */
export function authorisationFor(
  plan: Pick<BillingPlan, 'type' | 'paymentMethodRequired' | 'preauthorizationAmount'>,
): string | undefined {
  const { type, preauthorizationAmount: asked = 0 } = plan;
  if (type !== 'subscription' || isFree(plan) || asked <= 0) return undefined;
  // a number of JSON counts as it is written there
  const amount = inCents(times('1', asked));
  return compareMoney(amount, smallestInvoice) < 0 ? smallestInvoice : amount;
}

/** Whether a plan costs nothing, as its provider states it. */
export function isFree({
  type,
  paymentMethodRequired,
}: Pick<BillingPlan, 'type' | 'paymentMethodRequired'>): boolean {
  return type === 'subscription' && paymentMethodRequired === false;
}
