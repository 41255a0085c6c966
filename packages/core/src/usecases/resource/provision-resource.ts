import type {
  InstallationId,
  Metadata,
  OperationId,
  ProtocolSettings,
  ResolvedBillingPlan,
  ResourceId,
  TeamId,
} from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { freePlanOf } from '../../domain/catalog/billing-plan.ts';
import { validateMetadata } from '../../domain/catalog/metadata.ts';
import type { Installation } from '../../domain/installation/installation.ts';
import type { Terms } from '../../domain/mandate/budget.ts';
import { beginOperation } from '../../domain/operation/operation.ts';
import { beginResource } from '../../domain/resource/resource.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { CatalogIntegration, CatalogProduct, CatalogReader } from '../catalog-reader.ts';
import { requireNative } from '../installation/require-installed.ts';
import { type EnqueueTx, enqueueOperation, findRepeated } from '../operation/begin-operation.ts';
import { type Begun, begunOf } from '../operation/begun.ts';
import { answerOf } from '../plans.ts';
import type { PlanSource } from '../provider.ts';
import type { LookTx, TeamTx, Transact } from '../team-tx.ts';
import { invalidMetadata } from './invalid-metadata.ts';

export type ProvisionTx = EnqueueTx & Pick<TeamTx, 'keysets' | 'events'>;

export type ProvisionPorts = {
  readonly transact: Transact<ProvisionTx>;
  readonly look: Transact<LookTx>;
  readonly catalog: CatalogReader;
  readonly plans: Pick<PlanSource, 'forProduct'>;
  readonly now: () => Date;
  readonly mintResourceId: () => ResourceId;
  readonly mintOperationId: () => OperationId;
};

export type ProvisionRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
  readonly product: string;
  readonly name: string;
  readonly metadata: Metadata;
  /** Without one, the free plan is taken. */
  readonly billingPlanId?: string;
  readonly externalId?: string;
  /** What the protocols that the product takes part in need to know. */
  readonly protocolSettings?: ProtocolSettings;
  readonly callerKey: string | null;
  readonly traceId: string;
  /** What it costs and what has to be accepted, where an agent asks. */
  readonly terms?: Terms;
  /** The installation as it was just now, in use, where somebody has looked at it before. */
  readonly found?: Installation;
};

/**
 * Begins to provision a resource. Everything that can be refused without the provider is refused
 * first; then the resource stands as `provisioning` before any call is made.
 *
 * @see spec/concepts.md — C13; spec/partner-api.md §4.5
 */
export function createProvision(ports: ProvisionPorts) {
  return async (request: ProvisionRequest): Promise<Result<Begun, Refusal>> => {
    const { found } = request;
    const known =
      found === undefined
        ? await ports.look(request.teamId, (tx) => look(tx, request))
        : ok({ installation: found });
    if (!known.ok) return known;
    if ('operation' in known.value) return ok({ operation: known.value.operation, isNew: false });
    const { installation } = known.value;
    const offered = await offer(ports.catalog, installation, request.product);
    if (!offered.ok) return offered;
    const { product } = offered.value;
    const metadata = validateMetadata(product.metadataSchema, request.metadata, 'create');
    if (!metadata.ok) return invalidMetadata(metadata.error.fields);
    const complete = { ...request, metadata: metadata.value };
    const plan = await choosePlan(ports.plans, complete, { installation, product });
    if (!plan.ok) return plan;
    return ports.transact(request.teamId, (tx) =>
      begin(tx, ports, { ...complete, billingPlanId: plan.value }, product),
    );
  };
}

async function look(tx: LookTx, { callerKey, installationId }: ProvisionRequest) {
  const [repeated, installation] = await Promise.all([
    findRepeated(tx.operations, callerKey),
    tx.installations.find(installationId),
  ]);
  if (repeated !== undefined) return ok({ operation: repeated });
  const current = requireNative(installationId, installation);
  return current.ok ? ok({ installation: current.value }) : current;
}

async function offer(
  catalog: CatalogReader,
  installation: Installation,
  named: string,
): Promise<Result<{ integration: CatalogIntegration; product: CatalogProduct }, Refusal>> {
  const integration = await catalog(installation.integrationId);
  const product = integration?.products.find(({ id, slug }) => id === named || slug === named);
  if (integration !== undefined && product !== undefined) return ok({ integration, product });
  const offered = integration?.products.map(({ slug }) => slug) ?? [];
  return refuse(
    'product_not_found',
    `There is no product '${named}' in this integration. It offers: ${offered.join(', ') || 'nothing'}.`,
    { offered },
  );
}

/** The plan that was asked for, the installation's own, or the free one that the provider states now. */
async function choosePlan(
  plans: Pick<PlanSource, 'forProduct'>,
  request: ProvisionRequest,
  { installation, product }: { installation: Installation; product: CatalogProduct },
): Promise<Result<string, Refusal>> {
  if (request.billingPlanId !== undefined) return ok(request.billingPlanId);
  if (installation.billingPlan !== null) return ok(installation.billingPlan.id);
  const asked = answerOf(
    await plans.forProduct({
      teamId: request.teamId,
      integrationId: installation.integrationId,
      installationId: installation.id,
      product: product.slug,
      metadata: request.metadata,
    }),
  );
  if (!asked.ok) return asked;
  const free = freePlanOf(asked.value);
  return free === undefined ? noFreePlan(asked.value) : ok(free.id);
}

function noFreePlan(plans: readonly ResolvedBillingPlan[]) {
  const offered = plans.filter(({ disabled }) => disabled !== true).map(({ id }) => id);
  return refuse(
    'billing_plan_unavailable',
    `There is no free plan, so one must be chosen: ${offered.join(', ') || 'the provider offers none now'}.`,
    { offered },
  );
}

async function begin(
  tx: ProvisionTx,
  { now, mintResourceId, mintOperationId }: ProvisionPorts,
  request: ProvisionRequest & { readonly billingPlanId: string },
  product: CatalogProduct,
): Promise<Result<Begun, Refusal>> {
  const { teamId, installationId, name, metadata, billingPlanId } = request;
  const { callerKey } = request;
  const repeated = await findRepeated(tx.operations, callerKey);
  if (repeated !== undefined) return ok({ operation: repeated, isNew: false });
  const operationId = mintOperationId();
  const at = now();
  const resource = beginResource(
    {
      id: mintResourceId(),
      teamId,
      installationId,
      productId: product.id,
      name,
      metadata,
      provisionedBy: operationId,
    },
    at,
  );
  const operation = beginOperation({
    id: operationId,
    teamId,
    installationId,
    resourceId: resource.id,
    callerKey,
    actor: request.actor,
    intent: {
      kind: 'provision',
      product: product.slug,
      name,
      metadata,
      billingPlanId,
      ...(request.externalId === undefined ? {} : { externalId: request.externalId }),
      ...(request.protocolSettings === undefined
        ? {}
        : { protocolSettings: request.protocolSettings }),
    },
    traceId: request.traceId,
    at,
  });
  // in one round trip: a refusal takes back what was written beside it
  const [installation, isNamed, queued] = await Promise.all([
    tx.installations.hold(installationId),
    tx.resources.insert(resource),
    enqueueOperation(tx, operation, request.terms),
  ]);
  const held = requireNative(installationId, installation);
  if (!held.ok) return held;
  return isNamed ? begunOf(queued) : nameTaken(name);
}

function nameTaken(name: string) {
  return refuse(
    'name_taken',
    `This installation has a resource called '${name}' already. Choose another name.`,
    { name },
  );
}
