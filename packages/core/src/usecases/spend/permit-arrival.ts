import type { InstallationId, ResolvedBillingPlan, TeamId } from '@kontor/protocol/vocabulary';
import { isFree } from '../../domain/catalog/billing-plan.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { PaymentBackEnd } from '../billing/payment-back-end.ts';
import { methodMissing } from '../billing/payment-refusals.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { type PermitSpendingTx, permitSpending } from './permit-spending.ts';

type Ports = {
  readonly transact: Transact<PermitSpendingTx & Pick<TeamTx, 'paymentMethods'>>;
  readonly backEnd: Pick<PaymentBackEnd, 'name' | 'isAutomatic'>;
};

export type Arrival = {
  /** The team that gets it. */
  readonly teamId: TeamId;
  readonly installationId: InstallationId;
  /** Under which it and its resources are billed. */
  readonly plans: readonly ResolvedBillingPlan[];
};

/**
 * Whether a team may get an installation that another one hands over: what costs something asks for
 * the same as if the team had chosen the plan.
 *
 * @see docs/spending.md; docs/payments.md
 */
export function createPermitArrival({ transact, backEnd }: Ports) {
  return async ({ teamId, installationId, plans }: Arrival): Promise<Result<null, Refusal>> => {
    if (plans.every(isFree)) return ok(null);
    return transact(teamId, async (tx): Promise<Result<null, Refusal>> => {
      const within = await permitSpending(tx, { installationId, resourceId: null }, null);
      if (!within.ok || !backEnd.isAutomatic) return within;
      const paying = await tx.paymentMethods.payingFor(installationId);
      return paying?.backEnd === backEnd.name ? ok(null) : methodMissing();
    });
  };
}
