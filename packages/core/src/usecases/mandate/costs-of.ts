import type { ResolvedBillingPlan, ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { freePlanOf } from '../../domain/catalog/billing-plan.ts';
import { requiredPolicies } from '../../domain/catalog/policies.ts';
import { perMonthOf } from '../../domain/desired-state/monthly-cost.ts';
import type { Installation } from '../../domain/installation/installation.ts';
import { freeOfTerms, type Terms } from '../../domain/mandate/budget.ts';
import type { ProviderOutcome } from '../../domain/operation/outcome.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { CatalogReader } from '../catalog-reader.ts';
import type { InstallRequest } from '../installation/install.ts';
import type { UpdateInstallationRequest } from '../installation/update-installation.ts';
import { answerOf } from '../plans.ts';
import type { PlanSource } from '../provider.ts';
import type { ProvisionRequest } from '../resource/provision-resource.ts';
import type { UpdateResourceRequest } from '../resource/update-resource.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { isAgent } from './permit-agent.ts';

export type CostsPorts = {
  readonly transact: Transact<Pick<TeamTx, 'installations' | 'resources'>>;
  readonly catalog: CatalogReader;
  readonly plans: PlanSource;
};

export type Found = Result<Terms, Refusal>;

/** What each change asks for that may cost something, as providers state it now. */
export type CostsOf = ReturnType<typeof createCostsOf>;

/**
 * Finds out what a change costs before an agent begins it, outside any transaction. What is not there is
 * refused where it is begun, so it costs nothing here.
 *
 * @see docs/agents.md
 */
export function createCostsOf(ports: CostsPorts) {
  return {
    ofInstall: (request: Pick<InstallRequest, 'teamId' | 'integration' | 'isTest'>) =>
      ofInstall(ports, request),
    ofProvision: (
      request: Pick<
        ProvisionRequest,
        'teamId' | 'installationId' | 'product' | 'metadata' | 'billingPlanId'
      >,
    ) => ofProvision(ports, request),
    ofResource: (request: {
      readonly teamId: TeamId;
      readonly resourceId: ResourceId;
      readonly billingPlanId: string;
    }) => ofResource(ports, request),
    ofInstallation: (
      request: Pick<UpdateInstallationRequest, 'teamId' | 'installationId' | 'billingPlanId'>,
    ) => ofInstallation(ports, request),
  };
}

type ForAgents = { readonly actor: Actor; readonly terms?: Terms };

/** Does what was asked for, with what it costs where an agent asks. */
export function withCosts<Request extends ForAgents, Value>(
  termsOf: (request: Request) => Promise<Found>,
  act: (request: Request) => Promise<Result<Value, Refusal>>,
) {
  return async (request: Request): Promise<Result<Value, Refusal>> => {
    if (!isAgent(request.actor)) return act(request);
    const terms = await termsOf(request);
    return terms.ok ? act({ ...request, terms: terms.value }) : terms;
  };
}

/** A resource only has a price where its plan changes. */
export function ofChange(termsOf: CostsOf) {
  return async ({ teamId, resourceId, change }: UpdateResourceRequest): Promise<Found> => {
    const { billingPlanId } = change;
    if (billingPlanId === undefined) return ok(freeOfTerms);
    return termsOf.ofResource({ teamId, resourceId, billingPlanId });
  };
}

/**
 * Terms are accepted by people. An integration that bills an installation as a whole gives it a plan
 * that nobody chooses: where none that it states for that is free, nobody knows its price.
 */
async function ofInstall(
  { catalog, plans }: CostsPorts,
  { teamId, integration: named, isTest }: Pick<InstallRequest, 'teamId' | 'integration' | 'isTest'>,
): Promise<Found> {
  const integration = await catalog(named);
  if (integration === undefined) return ok(freeOfTerms);
  const terms = { ...freeOfTerms, policies: requiredPolicies(integration) };
  const [product] = integration.products;
  if (isTest || !integration.billsPerInstallation || product === undefined) return ok(terms);
  const place = { teamId, integrationId: integration.id, installationId: null };
  const asked = await plans.forProduct({ ...place, product: product.slug, metadata: {} });
  const stated = answerOf(asked);
  if (!stated.ok) return asked.kind === 'refused' ? ok({ ...terms, price: null }) : stated;
  const own = stated.value.filter(({ scope }) => scope === 'installation');
  const isFree = own.length === 0 || freePlanOf(own) !== undefined;
  return ok({ ...terms, price: isFree ? '0' : null });
}

async function ofProvision(
  { transact, catalog, plans }: CostsPorts,
  {
    teamId,
    installationId,
    billingPlanId,
    metadata,
    ...request
  }: Pick<ProvisionRequest, 'teamId' | 'installationId' | 'product' | 'metadata' | 'billingPlanId'>,
): Promise<Found> {
  // without a name the installation's own plan is taken, which is paid for already, else a free one
  if (billingPlanId === undefined) return ok(freeOfTerms);
  const installation = await transact(teamId, (tx) => tx.installations.find(installationId));
  if (installation === undefined || hasOrTries(installation, billingPlanId)) {
    return ok(freeOfTerms);
  }
  const { integrationId } = installation;
  const integration = await catalog(integrationId);
  const product = integration?.products.find(
    ({ id, slug }) => id === request.product || slug === request.product,
  );
  if (product === undefined) return ok(freeOfTerms);
  const question = { teamId, installationId, integrationId, product: product.slug, metadata };
  return termsIn(await plans.forProduct(question), billingPlanId);
}

async function ofResource(
  { transact, plans }: CostsPorts,
  {
    teamId,
    resourceId,
    billingPlanId,
  }: {
    readonly teamId: TeamId;
    readonly resourceId: ResourceId;
    readonly billingPlanId: string;
  },
): Promise<Found> {
  const found = await transact(teamId, async (tx) => {
    const resource = await tx.resources.find(resourceId);
    const installation = resource && (await tx.installations.find(resource.installationId));
    return resource && installation && { resource, installation };
  });
  if (found === undefined || found.resource.externalId === null) return ok(freeOfTerms);
  const { resource, installation } = found;
  if (installation.isTest || resource.billingPlan?.id === billingPlanId) return ok(freeOfTerms);
  const { id: installationId, integrationId } = installation;
  const { externalId } = found.resource;
  const asked = await plans.forResource({ teamId, integrationId, installationId, externalId });
  return termsIn(asked, billingPlanId);
}

async function ofInstallation(
  { transact, plans }: CostsPorts,
  {
    teamId,
    installationId,
    billingPlanId,
  }: Pick<UpdateInstallationRequest, 'teamId' | 'installationId' | 'billingPlanId'>,
): Promise<Found> {
  const installation = await transact(teamId, (tx) => tx.installations.find(installationId));
  if (installation === undefined || hasOrTries(installation, billingPlanId)) {
    return ok(freeOfTerms);
  }
  const { integrationId } = installation;
  return termsIn(
    await plans.forInstallation({ teamId, integrationId, installationId }),
    billingPlanId,
  );
}

/** Whether an installation has a plan already, or tries it only: what is tried is never charged. */
function hasOrTries(
  { isTest, billingPlan }: Pick<Installation, 'isTest' | 'billingPlan'>,
  billingPlanId: string,
): boolean {
  return isTest || billingPlan?.id === billingPlanId;
}

/** What a plan costs; of one that its provider does not state, nobody knows. */
function termsIn(
  asked: ProviderOutcome<readonly ResolvedBillingPlan[]>,
  billingPlanId: string,
): Found {
  const stated = answerOf(asked);
  if (!stated.ok && asked.kind !== 'refused') return stated;
  const plan = stated.ok ? stated.value.find(({ id }) => id === billingPlanId) : undefined;
  if (plan === undefined) {
    const named = { id: billingPlanId, name: billingPlanId, cost: null };
    return ok({ ...freeOfTerms, price: null, plan: named });
  }
  const { id, name, cost = null } = plan;
  return ok({ ...freeOfTerms, price: priceOf(plan), plan: { id, name, cost } });
}

/** A prepayment costs what is bought under it, each time by itself. @see spec/concepts.md — C24 */
function priceOf(plan: ResolvedBillingPlan): string | null {
  return plan.type === 'prepayment' ? '0' : perMonthOf(plan);
}
