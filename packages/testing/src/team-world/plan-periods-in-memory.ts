import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import type { TeamData } from './team-data.ts';

/** Notes which plan holds from now on; the one before ends. */
export function notePlanIn(
  { planPeriods, testClock }: TeamData,
  {
    installationId,
    resourceId,
    plan,
    at: realAt,
  }: {
    readonly installationId: string;
    readonly resourceId: string | null;
    readonly plan: Pick<ResolvedBillingPlan, 'id' | 'type'> | null;
    readonly at: Date;
  },
): void {
  const at = testClock?.now ?? realAt;
  const index = planPeriods.findIndex(
    (each) =>
      each.installationId === installationId &&
      each.resourceId === resourceId &&
      each.until === null,
  );
  const former = planPeriods[index];
  if (former !== undefined && former.planId === plan?.id) return;
  if (former !== undefined) planPeriods[index] = { ...former, until: at };
  if (plan === null) return;
  const { id: planId, type: planType } = plan;
  planPeriods.push({ installationId, resourceId, planId, planType, since: at, until: null });
}
