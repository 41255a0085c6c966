import type { InstallationId, ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import { inCents } from '../../domain/billing/money.ts';
import { monthAround } from '../../domain/billing/top-up.ts';
import { selectPlan } from '../../domain/catalog/billing-plan.ts';
import { type PlanPreview, previewPlan } from '../../domain/catalog/plan-preview.ts';
import type { Installation } from '../../domain/installation/installation.ts';
import type { Resource } from '../../domain/resource/resource.ts';
import { covers, leavesRoom, type SpendKind, spentUnder } from '../../domain/spend/spend-limit.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { PaymentBackEnd } from '../billing/payment-back-end.ts';
import { requireNative } from '../installation/require-installed.ts';
import { answerOf } from '../plans.ts';
import type { PlanSource } from '../provider.ts';
import { requireActive } from '../resource/require-active.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { planNotOffered } from './plan-not-offered.ts';

export type PreviewPlanPorts = {
  readonly transact: Transact<
    Pick<TeamTx, 'clock' | 'installations' | 'resources' | 'paymentMethods' | 'spendLimits'>
  >;
  readonly plans: Pick<PlanSource, 'forResource' | 'forInstallation'>;
  readonly backEnd: Pick<PaymentBackEnd, 'name' | 'isAutomatic'>;
};

/** A limit that counts what the plan costs. */
export type TouchedLimit = {
  readonly kind: SpendKind;
  readonly subjectId: string;
  readonly amount: string;
  readonly spent: string;
  /** Whether nothing that costs something is taken under it now. */
  readonly isReached: boolean;
};

export type PreviewedPlan = PlanPreview & {
  /** By the team's time. */
  readonly at: Date;
  /** Whether there is something to pay with, where the host charges by itself. */
  readonly hasPaymentMethod: boolean;
  /** Whether an operator collects what is owed. */
  readonly isPaidByHand: boolean;
  readonly limits: readonly TouchedLimit[];
};

type Wanted = { readonly teamId: TeamId; readonly billingPlanId: string };

/**
 * Tells what a change of plan will cost before it is made, from what its provider states now. Nothing
 * is changed and nothing is held.
 *
 * @see spec/concepts.md — C11, C25; docs/billing.md
 */
export function createPreviewPlan(ports: PreviewPlanPorts) {
  return {
    ofResource: async (
      wanted: Wanted & { readonly resourceId: ResourceId },
    ): Promise<Result<PreviewedPlan, Refusal>> => {
      const { teamId, resourceId } = wanted;
      const found = await ports.transact(teamId, async (tx) => {
        const resource = requireActive(resourceId, await tx.resources.find(resourceId));
        if (!resource.ok) return resource;
        const { installationId } = resource.value;
        const held = requireNative(installationId, await tx.installations.find(installationId));
        return held.ok ? ok({ resource: resource.value, installation: held.value }) : held;
      });
      if (!found.ok) return found;
      const { resource, installation } = found.value;
      const { id: installationId, integrationId } = installation;
      const { externalId } = resource;
      const asked = await ports.plans.forResource({
        ...{ teamId, integrationId, installationId, externalId },
      });
      return preview(ports, { ...wanted, installationId, resourceId, state: resource, asked });
    },
    ofInstallation: async (
      wanted: Wanted & { readonly installationId: InstallationId },
    ): Promise<Result<PreviewedPlan, Refusal>> => {
      const { teamId, installationId } = wanted;
      const found = await ports.transact(teamId, async (tx) =>
        requireNative(installationId, await tx.installations.find(installationId)),
      );
      if (!found.ok) return found;
      const { integrationId } = found.value;
      const asked = await ports.plans.forInstallation({ teamId, integrationId, installationId });
      return preview(ports, { ...wanted, resourceId: null, state: found.value, asked });
    },
  };
}

type Question = Wanted & {
  readonly installationId: InstallationId;
  readonly resourceId: ResourceId | null;
  readonly state: Pick<Resource | Installation, 'billingPlan' | 'pendingBillingPlan'>;
  readonly asked: Awaited<ReturnType<PlanSource['forResource']>>;
};

async function preview(
  { transact, backEnd }: PreviewPlanPorts,
  { teamId, installationId, resourceId, billingPlanId, state, asked }: Question,
): Promise<Result<PreviewedPlan, Refusal>> {
  const stated = answerOf(asked);
  if (!stated.ok) return stated;
  const plan = selectPlan(stated.value, billingPlanId);
  if (!plan.ok) return planNotOffered(billingPlanId, plan.error.offered);
  const chosen = plan.value;
  return transact(teamId, async (tx) => {
    const at = await tx.clock.now();
    const previewed = previewPlan(state, chosen, at);
    const paying = await tx.paymentMethods.payingFor(installationId);
    return ok({
      ...previewed,
      at,
      hasPaymentMethod: paying?.backEnd === backEnd.name,
      isPaidByHand: !backEnd.isAutomatic,
      limits: previewed.needsPaymentMethod
        ? await limitsAround(tx, { installationId, resourceId, at })
        : [],
    });
  });
}

async function limitsAround(
  { spendLimits }: Pick<TeamTx, 'spendLimits'>,
  {
    at,
    ...place
  }: { readonly installationId: string; readonly resourceId: string | null; readonly at: Date },
): Promise<readonly TouchedLimit[]> {
  const limits = (await spendLimits.list()).filter((limit) => covers(limit, place));
  if (limits.length === 0) return [];
  const spendings = await spendLimits.spendings(monthAround(at));
  return limits.map((limit) => {
    const { spent } = spentUnder(limit, spendings);
    const isReached = limit.isHard && !leavesRoom(limit, { spent, asked: null });
    const { kind, subjectId, amount } = limit;
    return { kind, subjectId, amount: inCents(amount), spent: inCents(spent), isReached };
  });
}
