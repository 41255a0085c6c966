import type { BillingPlanType } from '@kontor/protocol/vocabulary';

/** How long a plan held, for one resource or for an installation as a whole. */
export type PlanPeriod = {
  /** The provider's id of the resource; null for the installation. */
  readonly externalResourceId: string | null;
  readonly planId: string;
  readonly planType: BillingPlanType;
  readonly since: Date;
  /** Null while it holds. */
  readonly until: Date | null;
};

/** Whether a plan held at some time between two moments. */
export function heldBetween({ since, until }: PlanPeriod, start: Date, end: Date): boolean {
  return since <= end && (until === null || until >= start);
}

/**
 * Finds the plans that cover a line: those of its resource, and those of the installation. A line of
 * the installation as a whole may be billed under a plan of any of its resources.
 *
 * @see spec/concepts.md — C23
 */
export function coveringPlans(plans: readonly PlanPeriod[]) {
  const byPlan = Map.groupBy(plans, ({ planId }) => planId);
  const byOwner = Map.groupBy(plans, ({ planId, externalResourceId }) =>
    ownerKey(planId, externalResourceId),
  );
  return ({ billingPlanId, resourceId }: PlannedLine): readonly PlanPeriod[] => {
    if (resourceId === undefined) return byPlan.get(billingPlanId) ?? [];
    return [
      ...(byOwner.get(ownerKey(billingPlanId, resourceId)) ?? []),
      ...(byOwner.get(ownerKey(billingPlanId, null)) ?? []),
    ];
  };
}

type PlannedLine = { readonly billingPlanId: string; readonly resourceId?: string | undefined };

function ownerKey(planId: string, externalResourceId: string | null): string {
  return JSON.stringify([planId, externalResourceId]);
}
