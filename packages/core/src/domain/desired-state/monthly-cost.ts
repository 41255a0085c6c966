import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { sumOf } from '../billing/money.ts';
import { isFree } from '../catalog/billing-plan.ts';
import type { PlanCost } from './state-plan.ts';

/** `$20.00/month`, `$5 per mo.`, `20 USD / month`: the amount is in the first or the second group. */
const monthly =
  /^(?:(?:US)?\$\s*(\d[\d,]*(?:\.\d+)?)|(\d[\d,]*(?:\.\d+)?)\s*(?:USD|\$))\s*(?:\/|per|a|each)\s*(?:month|mo\.?)$/i;

/**
 * What a plan costs in a month, in dollars. Prices are texts for people, so only those that say
 * nothing but an amount for a month are understood; null is not known.
 *
 * @see spec/partner-api.md §5.1
 */
export function perMonthOf(plan: ResolvedBillingPlan): string | null {
  if (isFree(plan)) return '0';
  const [, before, behind] = plan.cost?.trim().match(monthly) ?? [];
  const amount = before ?? behind;
  return amount === undefined ? null : amount.replaceAll(',', '');
}

/** The sum of what is known, and whether that is all. */
export function perMonthInAll(costs: readonly PlanCost[]) {
  return {
    known: sumOf(costs.flatMap(({ perMonth }) => perMonth ?? [])),
    isComplete: costs.every(({ perMonth }) => perMonth !== null),
  };
}
