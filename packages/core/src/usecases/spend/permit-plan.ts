import type { InstallationId, ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { freePlanOf, isFree, selectPlan } from '../../domain/catalog/billing-plan.ts';
import type { Installation } from '../../domain/installation/installation.ts';
import type { ProviderOutcome } from '../../domain/operation/outcome.ts';
import type { SpendPlace } from '../../domain/spend/spend-limit.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { createAuthorisePlan } from '../billing/authorise-plan.ts';
import type { PaymentBackEnd } from '../billing/payment-back-end.ts';
import { methodMissing } from '../billing/payment-refusals.ts';
import type { CatalogReader } from '../catalog-reader.ts';
import type { InstallRequest } from '../installation/install.ts';
import type { UpdateInstallationRequest } from '../installation/update-installation.ts';
import { findRepeated } from '../operation/begin-operation.ts';
import { answerOf } from '../plans.ts';
import type { PlanSource } from '../provider.ts';
import type { ProvisionRequest } from '../resource/provision-resource.ts';
import type { UpdateResourceRequest } from '../resource/update-resource.ts';
import type { LookTx, TeamTx, Transact } from '../team-tx.ts';
import { foreseeSpending } from './permit-spending.ts';
import { planNotOffered } from './plan-not-offered.ts';

type Tx = Pick<TeamTx, 'installations' | 'resources' | 'operations' | 'paymentMethods'>;

export type PermitPlanPorts = {
  readonly transact: Transact<Tx>;
  readonly look: Transact<LookTx>;
  readonly catalog: CatalogReader;
  readonly plans: PlanSource;
  readonly backEnd: Pick<PaymentBackEnd, 'name' | 'isAutomatic'>;
  readonly authorisePlan: ReturnType<typeof createAuthorisePlan>;
};

/** Answers what was found of the request on the way, or null. */
type Permit<Request> = (request: Request) => Promise<Result<Partial<Request> | null, Refusal>>;

/**
 * Whether a plan may be taken: only one that its provider lists now. Once a hard limit of the team is
 * reached, and while a host that charges by itself has nothing to charge, only one that it states as
 * free. Where the host charges by itself, a plan may ask that so much can be charged. The provider is
 * asked only where that decides something, and outside any transaction.
 *
 * @see docs/spending.md; docs/payments.md; spec/resources.md — RES-8; spec/installations.md — INS-15
 */
export function createPermitPlan(ports: PermitPlanPorts) {
  return {
    ofInstall: (request: InstallRequest) => ofInstall(ports, request),
    ofProvision: (request: ProvisionRequest) => ofProvision(ports, request),
    ofResource: (request: UpdateResourceRequest) => ofResource(ports, request),
    ofInstallation: (request: UpdateInstallationRequest) => ofInstallation(ports, request),
  };
}

/** Does what was asked for if it is permitted, and looks up nothing twice. */
export function permitted<Request, Value>(
  permit: Permit<Request>,
  act: (request: Request) => Promise<Result<Value, Refusal>>,
) {
  return async (request: Request): Promise<Result<Value, Refusal>> => {
    const may = await permit(request);
    return may.ok ? act({ ...request, ...may.value }) : may;
  };
}

/**
 * An integration that bills an installation as a whole gives it a plan as soon as it is installed, which
 * nobody chooses: where none that it states for that is free, there must be something to pay with.
 */
async function ofInstall(
  { transact, catalog, plans, backEnd }: PermitPlanPorts,
  request: InstallRequest,
): Promise<Result<null, Refusal>> {
  if (!backEnd.isAutomatic || request.isTest) return ok(null);
  const integration = await catalog(request.integration);
  const [product] = integration?.products ?? [];
  // what is not there is refused for that
  if (!integration?.billsPerInstallation || product === undefined) return ok(null);
  const { teamId, callerKey } = request;
  const { id: integrationId } = integration;
  const isSettled = await transact(teamId, async (tx) => {
    const methods = await tx.paymentMethods.list();
    if (methods.some((method) => method.backEnd === backEnd.name)) return true;
    if ((await findRepeated(tx.operations, callerKey)) !== undefined) return true;
    return (await tx.installations.findCurrent(integrationId, 'native')) !== undefined;
  });
  if (isSettled) return ok(null);
  const question = { teamId, integrationId, installationId: null, product: product.slug };
  const asked = await plans.forProduct({ ...question, metadata: {} });
  const stated = answerOf(asked);
  // a provider that states no plans before anything is installed says nothing of what that costs
  if (!stated.ok) return asked.kind === 'refused' ? ok(null) : stated;
  const own = stated.value.filter(({ scope }) => scope === 'installation');
  return own.length > 0 && freePlanOf(own) === undefined ? methodMissing() : ok(null);
}

async function ofProvision(
  ports: PermitPlanPorts,
  request: ProvisionRequest,
): Promise<Result<Pick<ProvisionRequest, 'found'> | null, Refusal>> {
  const { catalog, plans } = ports;
  const { teamId, installationId, billingPlanId, metadata } = request;
  const stand = await standOf(ports, request, { installationId, resourceId: null });
  if (stand.isSettled) return ok(null);
  const { installation } = stand;
  // what is not there any more, or whose provider plans alone, is refused for that
  if (installation?.lifecycle !== 'installed' || installation.kind !== 'native') return ok(null);
  // without a name the installation's own plan is taken, else a free one
  const own = installation.billingPlan;
  const wanted = billingPlanId ?? own?.id;
  const isOwn = wanted === own?.id;
  if (isOwn && (stand.barred === undefined || own === null || isFree(own))) return ok(null);
  const integration = await catalog(installation.integrationId);
  const product = integration?.products.find(
    ({ id, slug }) => id === request.product || slug === request.product,
  );
  // what is not offered is refused for that
  if (product === undefined) return ok(null);
  const { integrationId } = installation;
  const question = { teamId, installationId, integrationId, product: product.slug, metadata };
  const asked = await plans.forProduct(question);
  const judged = await judge(ports, { ...request, ...stand, wanted, asked });
  return judged.ok ? ok({ found: installation }) : judged;
}

async function ofResource(
  ports: PermitPlanPorts,
  request: UpdateResourceRequest,
): Promise<Result<null, Refusal>> {
  const { transact, plans } = ports;
  const { teamId, resourceId, change } = request;
  if (change.billingPlanId === undefined) return ok(null);
  const found = await transact(teamId, async (tx) => {
    const resource = await tx.resources.find(resourceId);
    const installation = resource && (await tx.installations.find(resource.installationId));
    return resource && installation && { resource, installation };
  });
  if (found?.resource.lifecycle !== 'active' || found.resource.externalId === null) return ok(null);
  const { id: installationId, integrationId, kind } = found.installation;
  if (kind !== 'native') return ok(null);
  const stand = await standOf(ports, request, { installationId, resourceId });
  if (stand.isSettled) return ok(null);
  const { externalId } = found.resource;
  const asked = await plans.forResource({ teamId, integrationId, installationId, externalId });
  const wanted = change.billingPlanId;
  const current = found.resource.billingPlan?.id;
  return judge(ports, { ...request, ...stand, installationId, wanted, current, asked });
}

async function ofInstallation(
  ports: PermitPlanPorts,
  request: UpdateInstallationRequest,
): Promise<Result<null, Refusal>> {
  const { plans } = ports;
  const { teamId, installationId, billingPlanId: wanted } = request;
  const stand = await standOf(ports, request, { installationId, resourceId: null });
  if (stand.isSettled) return ok(null);
  const { installation } = stand;
  if (installation?.lifecycle !== 'installed' || installation.kind !== 'native') return ok(null);
  const { integrationId } = installation;
  const asked = await plans.forInstallation({ teamId, integrationId, installationId });
  const current = installation.billingPlan?.id;
  return judge(ports, { ...request, ...stand, wanted, current, asked });
}

/** What is known before the provider is asked. */
type Stand = {
  readonly installation: Installation | undefined;
  /** Whether the same was begun before, and so nothing of its plan matters. */
  readonly isSettled: boolean;
  /** By the host itself: what is only a rehearsal costs nothing, and elsewhere an operator sees to the money. */
  readonly isCharged: boolean;
  /** Whether nothing is sent to its provider while that cannot say which plans there are. */
  readonly isStrict: boolean;
  /** What stands in the way of a plan that costs something. */
  readonly barred: Refusal | undefined;
};

async function standOf(
  { look, backEnd }: Pick<PermitPlanPorts, 'look' | 'backEnd'>,
  { teamId, callerKey }: Pick<ProvisionRequest, 'teamId' | 'callerKey'>,
  place: SpendPlace & { readonly installationId: InstallationId },
): Promise<Stand> {
  return look(teamId, async (tx): Promise<Stand> => {
    const [repeated, installation, within] = await Promise.all([
      findRepeated(tx.operations, callerKey),
      tx.installations.find(place.installationId),
      foreseeSpending(tx, place),
    ]);
    const isStrict = installation?.isTest !== true;
    const isCharged = isStrict && backEnd.isAutomatic;
    const stand = { installation, isSettled: repeated !== undefined, isCharged, isStrict };
    if (stand.isSettled || !isStrict) return { ...stand, barred: undefined };
    if (!within.ok) return { ...stand, barred: within.error };
    if (!isCharged) return { ...stand, barred: undefined };
    const paying = await tx.paymentMethods.payingFor(place.installationId);
    // what was given to another back end, before the operator changed it, pays for nothing here
    const isPaid = paying?.backEnd === backEnd.name;
    return { ...stand, barred: isPaid ? undefined : methodMissing().error };
  });
}

type Question = Omit<Stand, 'installation'> &
  Pick<ProvisionRequest, 'teamId' | 'actor' | 'installationId' | 'callerKey'> & {
    readonly wanted: string | undefined;
    /** What is kept is not taken anew, whether or not it is still offered. */
    readonly current?: string | undefined;
    readonly asked: ProviderOutcome<readonly ResolvedBillingPlan[]>;
  };

async function judge(
  { authorisePlan }: Pick<PermitPlanPorts, 'authorisePlan'>,
  { barred, isCharged, isStrict, wanted, current, asked, ...request }: Question,
): Promise<Result<null, Refusal>> {
  const stated = answerOf(asked);
  const chosen = stated.ok && wanted !== undefined ? selectPlan(stated.value, wanted) : undefined;
  if (barred !== undefined) {
    if (chosen?.ok && isFree(chosen.value)) return ok(null);
    // that a plan is free cannot be known while its provider is away
    const isAway =
      !stated.ok && asked.kind !== 'refused' && barred.code === 'payment_method_missing';
    return isAway ? stated : { ok: false, error: barred };
  }
  if (!stated.ok && asked.kind !== 'refused' && isStrict) return stated;
  // a provider that states no plans refuses or takes what is named
  if (chosen === undefined || wanted === undefined) return ok(null);
  if (!chosen.ok && wanted === current) return ok(null);
  if (!chosen.ok) return planNotOffered(wanted, chosen.error.offered);
  return isCharged ? authorisePlan({ ...request, plan: chosen.value }) : ok(null);
}
