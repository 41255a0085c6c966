import { type IntegrationId, tokenId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { monthAround } from '../../domain/billing/top-up.ts';
import { type Bought, needsOf, type PlanNeed } from '../../domain/desired-state/plan-needs.ts';
import type { StatePlan } from '../../domain/desired-state/state-plan.ts';
import type { Installation } from '../../domain/installation/installation.ts';
import type { PaymentBackEnd } from '../billing/payment-back-end.ts';
import type { CatalogReader } from '../catalog-reader.ts';
import { isAgent } from '../mandate/permit-agent.ts';
import type { TeamTx, Transact } from '../team-tx.ts';

type NeedsTx = Pick<
  TeamTx,
  | 'clock'
  | 'installations'
  | 'resources'
  | 'paymentMethods'
  | 'spendLimits'
  | 'mandates'
  | 'projects'
>;

export type ForeseeNeedsPorts = {
  readonly transact: Transact<NeedsTx>;
  readonly catalog: CatalogReader;
  readonly backEnd: Pick<PaymentBackEnd, 'name' | 'isAutomatic'>;
};

/**
 * Foresees what a plan will need when it is applied by somebody, as things are now: something to pay
 * with, room under limits, the word of an agent's person. Nothing is held by it, and each is asked
 * again when its turn comes.
 *
 * @see docs/desired-state.md
 */
export function createForeseeNeeds(ports: ForeseeNeedsPorts) {
  const { transact, catalog } = ports;
  return async (plan: StatePlan, actor: Actor): Promise<readonly PlanNeed[]> => {
    if (plan.finishedAt !== null) return [];
    const taken = pricedSteps(plan);
    if (taken.length === 0) return [];
    const ids = new Map<string, IntegrationId>();
    for (const { integration } of taken) {
      const found = integration === undefined ? undefined : await catalog(integration);
      if (integration !== undefined && found !== undefined) ids.set(integration, found.id);
    }
    return transact(plan.teamId, async (tx) => {
      const bought: Bought[] = [];
      for (const each of taken) {
        const one = await boughtBy(tx, ports, {
          ...each,
          integrationId: ids.get(each.integration ?? ''),
        });
        if (one !== undefined) bought.push(one);
      }
      if (bought.length === 0) return [];
      const month = monthAround(await tx.clock.now());
      const project = await tx.projects.lockNamed(plan.project);
      return needsOf(bought, {
        limits: await tx.spendLimits.list(),
        spendings: await tx.spendLimits.spendings(month),
        projectId: project?.id ?? null,
        mandate: await mandateOf(tx, actor, month.start),
      });
    });
  };
}

type Taken = {
  readonly resource: string | undefined;
  readonly integration: string | undefined;
  readonly resourceId: Bought['resourceId'];
  readonly billingPlanId: string | undefined;
  readonly planned: StatePlan['planned'];
};

/** The steps that are still to be taken and take a billing plan. */
function pricedSteps({ steps, planned }: StatePlan): readonly Taken[] {
  return steps.flatMap(({ step, status }): Taken[] => {
    if (status === 'done') return [];
    if (step.kind === 'provision') {
      const { name: resource, integration, billingPlanId } = step;
      return [{ resource, integration, billingPlanId, resourceId: null, planned }];
    }
    if (step.kind !== 'update-resource' || step.change.billingPlanId === undefined) return [];
    const { resourceId, change } = step;
    const { billingPlanId } = change;
    return [{ resource: undefined, integration: undefined, billingPlanId, resourceId, planned }];
  });
}

/** What is bought by a step; nothing where its plan is free, or only a test. */
async function boughtBy(
  tx: NeedsTx,
  { backEnd }: Pick<ForeseeNeedsPorts, 'backEnd'>,
  { planned, ...taken }: Taken & { readonly integrationId: IntegrationId | undefined },
): Promise<Bought | undefined> {
  const standing =
    taken.resourceId === null ? undefined : await tx.resources.find(taken.resourceId);
  const resource = taken.resource ?? standing?.name ?? '';
  const cost = planned.costs.find((each) => each.resource === resource);
  const isKnown = cost !== undefined || taken.billingPlanId !== undefined;
  if (!isKnown || cost?.perMonth === '0') return undefined;
  const installation = await installationOf(tx, standing?.installationId, taken.integrationId);
  if (installation?.isTest) return undefined;
  const methods = backEnd.isAutomatic ? await tx.paymentMethods.list() : [];
  const paying =
    installation === undefined
      ? methods.find((method) => method.backEnd === backEnd.name)
      : await tx.paymentMethods.payingFor(installation.id);
  return {
    resource,
    installationId: installation?.id ?? null,
    resourceId: taken.resourceId,
    perMonth: cost?.perMonth ?? null,
    isPayable: !backEnd.isAutomatic || paying !== undefined,
  };
}

async function installationOf(
  { installations }: NeedsTx,
  id: Installation['id'] | undefined,
  integrationId: IntegrationId | undefined,
): Promise<Installation | undefined> {
  if (id !== undefined) return installations.find(id);
  if (integrationId === undefined) return undefined;
  return installations.findCurrent(integrationId, 'native');
}

async function mandateOf({ mandates }: NeedsTx, actor: Actor, month: Date) {
  if (!isAgent(actor)) return undefined;
  const id = tokenId.safeParse(actor.tokenId);
  const mandate = id.success ? await mandates.find(id.data) : undefined;
  if (mandate === undefined) return undefined;
  return {
    budget: mandate.budget,
    spending: await mandates.spending(mandate.tokenId, month),
  };
}
