import type { Actor } from '../../domain/actor.ts';
import type { Approval } from '../../domain/mandate/approval.ts';
import type { Terms } from '../../domain/mandate/budget.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { DecidePorts } from './decide-approval.ts';

/** The terms as the provider states them now. Of a purchase they are what was asked for. */
export async function restatedFor(
  { costs }: DecidePorts,
  approval: Approval,
  operation: Operation | undefined,
): Promise<Result<Terms, Refusal>> {
  const own: Terms = { price: approval.price, plan: approval.plan, policies: approval.policies };
  if (operation === undefined) return ok(own);
  const { intent, teamId, installationId, resourceId } = operation;
  switch (intent.kind) {
    case 'provision':
      return costs.ofProvision({ ...intent, teamId, installationId });
    case 'update-resource':
      if (resourceId === null || intent.billingPlanId === undefined) return ok(own);
      return costs.ofResource({ teamId, resourceId, billingPlanId: intent.billingPlanId });
    case 'update-installation':
      return costs.ofInstallation({ teamId, installationId, billingPlanId: intent.billingPlanId });
    default:
      return ok(own);
  }
}

/** What would keep anybody from taking the plan: a hard limit of the team, or nothing to pay with. */
export async function permitPlanOf(
  { permitPlan }: DecidePorts,
  operation: Operation | undefined,
  actor: Actor,
): Promise<Result<unknown, Refusal>> {
  if (operation === undefined) return ok(null);
  const { intent, teamId, installationId, resourceId, traceId } = operation;
  const by = { teamId, actor, callerKey: null, traceId };
  switch (intent.kind) {
    case 'provision':
      return permitPlan.ofProvision({ ...by, ...intent, installationId });
    case 'update-resource':
      if (resourceId === null || intent.billingPlanId === undefined) return ok(null);
      return permitPlan.ofResource({
        ...by,
        resourceId,
        change: { billingPlanId: intent.billingPlanId },
      });
    case 'update-installation':
      return permitPlan.ofInstallation({
        ...by,
        installationId,
        billingPlanId: intent.billingPlanId,
      });
    default:
      return ok(null);
  }
}
