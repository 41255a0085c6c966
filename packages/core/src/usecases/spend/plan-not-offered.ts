import { refuse } from '../../refusal.ts';

/**
 * The refusal of a plan that its provider does not state now, or states as disabled.
 *
 * @see spec/concepts.md — C11
 */
export function planNotOffered(billingPlanId: string, offered: readonly string[]) {
  return refuse(
    'billing_plan_unavailable',
    `Its provider does not offer the plan '${billingPlanId}' now. It offers: ${offered.join(', ') || 'none'}.`,
    { billingPlanId, offered },
  );
}
