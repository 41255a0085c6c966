import type { ResolvedBillingPlan } from '@kontor/protocol';

/** A plan in one line, with its cost where its provider says it in words. */
export function planText(plan: ResolvedBillingPlan): string {
  const name = plan.name === '' ? plan.id : plan.name;
  return plan.cost ? `${name} (${plan.cost})` : name;
}
