import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { isFree } from '../../domain/catalog/billing-plan.ts';
import type { ProviderOutcome } from '../../domain/operation/outcome.ts';
import type { SpendPlace } from '../../domain/spend/spend-limit.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { PaymentBackEnd } from '../billing/payment-back-end.ts';
import { methodMissing } from '../billing/payment-refusals.ts';
import type { CatalogReader } from '../catalog-reader.ts';
import type { UpdateInstallationRequest } from '../installation/update-installation.ts';
import { findRepeated } from '../operation/begin-operation.ts';
import type { PlanSource } from '../provider.ts';
import type { ProvisionRequest } from '../resource/provision-resource.ts';
import type { UpdateResourceRequest } from '../resource/update-resource.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { type PermitSpendingTx, permitSpending } from './permit-spending.ts';

type Tx = PermitSpendingTx &
  Pick<TeamTx, 'installations' | 'resources' | 'operations' | 'paymentMethods'>;

export type PermitPlanPorts = {
  readonly transact: Transact<Tx>;
  readonly catalog: CatalogReader;
  readonly plans: PlanSource;
  readonly backEnd: Pick<PaymentBackEnd, 'isAutomatic'>;
};

type Bar = Result<never, Refusal>;
type Permit<Request> = (request: Request) => Promise<Result<null, Refusal>>;

/**
 * Whether a plan may be taken: once a hard limit of the team is reached, and while a host that charges
 * by itself has nothing to charge, only a plan that its provider states as free. Its provider is asked
 * only then, and outside any transaction.
 *
 * @see docs/spending.md; docs/payments.md
 */
export function createPermitPlan(ports: PermitPlanPorts) {
  return {
    ofProvision: (request: ProvisionRequest) => ofProvision(ports, request),
    ofResource: (request: UpdateResourceRequest) => ofResource(ports, request),
    ofInstallation: (request: UpdateInstallationRequest) => ofInstallation(ports, request),
  };
}

/** Does what was asked for if it is permitted. */
export function permitted<Request, Value>(
  permit: Permit<Request>,
  act: (request: Request) => Promise<Result<Value, Refusal>>,
) {
  return async (request: Request): Promise<Result<Value, Refusal>> => {
    const may = await permit(request);
    return may.ok ? act(request) : may;
  };
}

async function ofProvision(
  { transact, catalog, plans, backEnd }: PermitPlanPorts,
  request: ProvisionRequest,
): Promise<Result<null, Refusal>> {
  const { teamId, installationId, billingPlanId, metadata } = request;
  const place = { installationId, resourceId: null };
  const barred = await findBar({ transact, backEnd }, request, place);
  if (barred === undefined) return ok(null);
  const installation = await transact(teamId, (tx) => tx.installations.find(installationId));
  if (installation === undefined) return ok(null);
  // without a name the installation's own plan is taken, else a free one
  if (billingPlanId === undefined && isFreeOrNone(installation.billingPlan)) return ok(null);
  const integration = await catalog(installation.integrationId);
  const product = integration?.products.find(
    ({ id, slug }) => id === request.product || slug === request.product,
  );
  // what is not offered is refused for that
  if (product === undefined) return ok(null);
  const { integrationId } = installation;
  const question = { teamId, installationId, integrationId, product: product.slug, metadata };
  const wanted = billingPlanId ?? installation.billingPlan?.id;
  return unlessFree(await plans.forProduct(question), wanted, barred);
}

async function ofResource(
  { transact, plans, backEnd }: PermitPlanPorts,
  request: UpdateResourceRequest,
): Promise<Result<null, Refusal>> {
  const { teamId, resourceId, change } = request;
  if (change.billingPlanId === undefined) return ok(null);
  const found = await transact(teamId, async (tx) => {
    const resource = await tx.resources.find(resourceId);
    const installation = resource && (await tx.installations.find(resource.installationId));
    return resource && installation && { resource, installation };
  });
  if (found === undefined || found.resource.externalId === null) return ok(null);
  const { id: installationId, integrationId } = found.installation;
  const barred = await findBar({ transact, backEnd }, request, { installationId, resourceId });
  if (barred === undefined) return ok(null);
  const { externalId } = found.resource;
  const asked = await plans.forResource({ teamId, integrationId, installationId, externalId });
  return unlessFree(asked, change.billingPlanId, barred);
}

async function ofInstallation(
  { transact, plans, backEnd }: PermitPlanPorts,
  request: UpdateInstallationRequest,
): Promise<Result<null, Refusal>> {
  const { teamId, installationId, billingPlanId } = request;
  const place = { installationId, resourceId: null };
  const barred = await findBar({ transact, backEnd }, request, place);
  if (barred === undefined) return ok(null);
  const installation = await transact(teamId, (tx) => tx.installations.find(installationId));
  if (installation === undefined) return ok(null);
  const { integrationId } = installation;
  const asked = await plans.forInstallation({ teamId, integrationId, installationId });
  return unlessFree(asked, billingPlanId, barred);
}

/** What stands in the way of a plan that costs something; nothing where the same was begun before. */
async function findBar(
  { transact, backEnd }: Pick<PermitPlanPorts, 'transact' | 'backEnd'>,
  { teamId, callerKey }: Pick<ProvisionRequest, 'teamId' | 'callerKey'>,
  place: SpendPlace & Pick<ProvisionRequest, 'installationId'>,
): Promise<Bar | undefined> {
  const may = await transact(teamId, async (tx): Promise<Result<null, Refusal>> => {
    if ((await findRepeated(tx.operations, callerKey)) !== undefined) return ok(null);
    const within = await permitSpending(tx, place, null);
    if (!within.ok || !backEnd.isAutomatic) return within;
    const paying = await tx.paymentMethods.payingFor(place.installationId);
    return paying === undefined ? methodMissing() : ok(null);
  });
  return may.ok ? undefined : may;
}

function isFreeOrNone(plan: ResolvedBillingPlan | null): boolean {
  return plan === null || isFree(plan);
}

function unlessFree(
  asked: ProviderOutcome<readonly ResolvedBillingPlan[]>,
  planId: string | undefined,
  barred: Bar,
): Result<null, Refusal> {
  const isAway = asked.kind !== 'answered';
  // a provider that is away is refused for that, by whoever asks it next
  if (isAway && !barred.ok && barred.error.code === 'payment_method_missing') return ok(null);
  const plan = isAway ? undefined : asked.answer.find(({ id }) => id === planId);
  return plan !== undefined && isFree(plan) ? ok(null) : barred;
}
