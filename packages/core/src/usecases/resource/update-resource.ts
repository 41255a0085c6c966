import type {
  Metadata,
  OperationId,
  ProtocolSettings,
  ResourceId,
  TeamId,
} from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { validateMetadata } from '../../domain/catalog/metadata.ts';
import type { Terms } from '../../domain/mandate/budget.ts';
import {
  beginOperation,
  type Intent,
  type Operation,
  type OperationRefusal,
} from '../../domain/operation/operation.ts';
import { type Resource, type ResourceReport, withReport } from '../../domain/resource/resource.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { CatalogProduct, CatalogReader } from '../catalog-reader.ts';
import { requireNative } from '../installation/require-installed.ts';
import { type EnqueueTx, enqueueOperation, findRepeated } from '../operation/begin-operation.ts';
import { type Begun, begunOf } from '../operation/begun.ts';
import type { OperationHandler } from '../operation/operation-handler.ts';
import type { Provider } from '../provider.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { invalidMetadata } from './invalid-metadata.ts';
import { requireIdle } from './require-idle.ts';

export type UpdateResourceTx = EnqueueTx & Pick<TeamTx, 'clock' | 'events'>;

export type UpdateResourcePorts = {
  readonly transact: Transact<UpdateResourceTx>;
  readonly catalog: CatalogReader;
  readonly now: () => Date;
  readonly mintOperationId: () => OperationId;
};

export type UpdateResourceRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly resourceId: ResourceId;
  readonly change: {
    readonly name?: string;
    readonly metadata?: Metadata;
    readonly billingPlanId?: string;
    readonly protocolSettings?: ProtocolSettings;
  };
  readonly callerKey: string | null;
  readonly traceId: string;
  /** What it costs and what has to be accepted, where an agent asks. */
  readonly terms?: Terms;
};

/** Begins to rename a resource, or to change its metadata or plan. The provider's answer is the new truth. */
export function createUpdateResource(ports: UpdateResourcePorts) {
  return ({ resourceId, change, terms, ...request }: UpdateResourceRequest) =>
    ports.transact(request.teamId, async (tx): Promise<Result<Begun, Refusal>> => {
      const { callerKey } = request;
      const repeated = await findRepeated(tx.operations, callerKey);
      if (repeated !== undefined) return ok({ operation: repeated, isNew: false });
      const idle = await requireIdle(tx, resourceId);
      if (!idle.ok) return idle;
      const { resource: current, installation } = idle.value;
      const { installationId, externalId } = current;
      const held = requireNative(installationId, installation);
      if (!held.ok) return held;
      const product = await productOf(ports.catalog, held.value.integrationId, current);
      const checked = checkedMetadata(product, current, change.metadata);
      if (!checked.ok) return checked;
      if (isRenamed(current, change) && product?.details.disableResourceRenaming === true) {
        return renamingDisabled(product);
      }
      if (change.name !== undefined && (await isTaken(tx, current, change.name))) {
        return refuse(
          'name_taken',
          `Another resource of this installation is called '${change.name}'. Choose another name.`,
        );
      }
      const intent: Intent = {
        kind: 'update-resource',
        externalId,
        ...change,
        ...(checked.value === undefined ? {} : { metadata: checked.value }),
      };
      const operation = beginOperation({
        ...request,
        id: ports.mintOperationId(),
        installationId,
        resourceId,
        intent,
        at: ports.now(),
      });
      const queued = await enqueueOperation(tx, operation, terms);
      return begunOf(queued);
    });
}

async function isTaken(tx: UpdateResourceTx, resource: Resource, name: string): Promise<boolean> {
  const others = await tx.resources.listOf(resource.installationId);
  return others.some((other) => other.id !== resource.id && other.name === name);
}

async function productOf(
  catalog: CatalogReader,
  integrationId: string,
  { productId }: Resource,
): Promise<CatalogProduct | undefined> {
  const integration = await catalog(integrationId);
  return integration?.products.find(({ id }) => id === productId);
}

function isRenamed({ name }: Resource, change: UpdateResourceRequest['change']): boolean {
  return change.name !== undefined && change.name !== name;
}

/** @see spec/partner-api.md §10.2 */
function renamingDisabled({ name }: CatalogProduct) {
  return refuse('renaming_disabled', `A resource of ${name} keeps the name it was made with.`);
}

/** What the form may change, completed by what the resource has already. */
function checkedMetadata(
  product: CatalogProduct | undefined,
  resource: Resource,
  metadata: Metadata | undefined,
): Result<Metadata | undefined, Refusal> {
  if (metadata === undefined) return ok(undefined);
  if (product === undefined) {
    return refuse('product_not_found', 'The product of this resource is not offered any more.');
  }
  const valid = validateMetadata(product.metadataSchema, metadata, 'update', resource.metadata);
  return valid.ok ? ok(valid.value) : invalidMetadata(valid.error.fields);
}

/** Changes the resource at the provider; what stayed unknown is read from there. */
export function updateResourceHandler({
  provider,
  now,
}: {
  readonly provider: Pick<Provider, 'updateResource' | 'getResource'>;
  readonly now: () => Date;
}): OperationHandler<UpdateResourceTx, ResourceReport> {
  return {
    send: (operation) => provider.updateResource(operation),
    settle: async (operation) => {
      const { intent } = operation;
      if (intent.kind !== 'update-resource') throw new TypeError(`wrong intent ${intent.kind}`);
      const outcome = await provider.getResource(operation, intent.externalId);
      if (outcome.kind === 'refused' && [404, 410].includes(outcome.refusal.status)) {
        return { kind: 'undone', refusal: goneThere };
      }
      if (outcome.kind !== 'answered') return { kind: 'unknown' };
      return isDone(intent, outcome.answer)
        ? { kind: 'happened', answer: outcome.answer }
        : { kind: 'undone', refusal: notChanged };
    },
    succeed: async (tx, operation, report) => {
      const current = operation.resourceId && (await tx.resources.lock(operation.resourceId));
      if (report === undefined || !current || current.lifecycle !== 'active') return undefined;
      const { intent } = operation;
      const isPlanChange = intent.kind === 'update-resource' && intent.billingPlanId !== undefined;
      const told = pushedSince(current, operation)
        ? { ...report, status: current.status, notification: undefined }
        : report;
      const billedAt = await tx.clock.now();
      const changed = withReport(current, told, now(), { isPlanChange, billedAt });
      // a name that another resource took meanwhile stays the provider's own
      if (!(await tx.resources.save(changed))) {
        await tx.resources.save({ ...changed, name: current.name });
      }
      await tx.events.append({
        type: 'resource.updated',
        actor: operation.actor,
        subject: { resource: current.id, installation: current.installationId },
        operationId: operation.id,
        data: {
          before: shownOf(current),
          after: shownOf(changed),
        },
      });
      return undefined;
    },
    fail: async (tx, operation, refusal) => {
      await tx.events.append({
        type: 'resource.update-failed',
        actor: operation.actor,
        subject: { resource: operation.resourceId ?? '', installation: operation.installationId },
        operationId: operation.id,
        data: { code: refusal.code, message: refusal.message },
      });
    },
  };
}

/** What the provider has said of it since the operation began is newer than the answer may be. */
function pushedSince({ updatedAt }: Resource, { createdAt }: Operation): boolean {
  return updatedAt > createdAt;
}

function shownOf({ name, billingPlan, pendingBillingPlan }: Resource) {
  return {
    name,
    billingPlanId: billingPlan?.id ?? null,
    pendingBillingPlanId: pendingBillingPlan?.id ?? null,
  };
}

function isDone(
  { name, billingPlanId, metadata }: Extract<Intent, { kind: 'update-resource' }>,
  report: ResourceReport,
): boolean {
  return (
    (name === undefined || report.name === name) &&
    (billingPlanId === undefined || report.billingPlan?.id === billingPlanId) &&
    Object.entries(metadata ?? {}).every(
      ([key, value]) => JSON.stringify(report.metadata?.[key]) === JSON.stringify(value),
    )
  );
}

const goneThere: OperationRefusal = {
  code: 'provider_refused',
  message: 'The provider has no such resource any more, so nothing was changed.',
};

const notChanged: OperationRefusal = {
  code: 'provider_outcome_unknown',
  message: 'The provider did not make the change. Try again.',
};
