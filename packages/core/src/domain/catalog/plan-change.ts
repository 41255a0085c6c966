import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';

/** The plan that holds, and one that is agreed on and holds from a later time on. */
export type PlanState = {
  readonly billingPlan: ResolvedBillingPlan | null;
  readonly pendingBillingPlan: ResolvedBillingPlan | null;
};

/**
 * The plans after a provider's word. A plan that takes effect later waits, and replaces one that
 * waits already; any other holds at once. `isChange` says that somebody has chosen it just now: then
 * the plan that holds, chosen again, calls a waiting one off. Merely read, it says nothing of that.
 *
 * @see spec/partner-api.md §4.7, §5.1
 */
export function withPlan(
  state: PlanState,
  told: ResolvedBillingPlan | undefined,
  { at, isChange }: { readonly at: Date; readonly isChange: boolean },
): PlanState {
  const { billingPlan: current, pendingBillingPlan: pending } = state;
  if (told === undefined) return { billingPlan: current, pendingBillingPlan: pending };
  const isOther = current !== null && current.id !== told.id;
  if (isOther && isLater(told, at)) return { billingPlan: current, pendingBillingPlan: told };
  const staysWaiting = !isOther && !isChange;
  return { billingPlan: told, pendingBillingPlan: staysWaiting ? pending : null };
}

/** The plans once the waiting one has come into effect; nothing while none is due. */
export function afterDue({ pendingBillingPlan }: PlanState, at: Date): PlanState | undefined {
  if (pendingBillingPlan === null || isLater(pendingBillingPlan, at)) return undefined;
  return { billingPlan: pendingBillingPlan, pendingBillingPlan: null };
}

/** When a plan takes effect; nothing where its provider says nothing that can be read. */
export function effectiveAt({ effectiveDate }: ResolvedBillingPlan): Date | undefined {
  const at = new Date(effectiveDate ?? '');
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function isLater(plan: ResolvedBillingPlan, at: Date): boolean {
  const effective = effectiveAt(plan);
  return effective !== undefined && effective > at;
}
