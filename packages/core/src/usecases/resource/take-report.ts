import type {
  ExternalResourceId,
  InstallationId,
  Metadata,
  Notification,
  Ownership,
  ProductId,
  ResolvedBillingPlan,
  ResourceId,
  ResourceStatus,
  TeamId,
} from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import type { SecretsUpdate } from '../../domain/keyset/keyset.ts';
import { beginResource, type Resource, withReport } from '../../domain/resource/resource.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { CatalogReader } from '../catalog-reader.ts';
import { requireInstalled } from '../installation/require-installed.ts';
import { operationRunning } from '../operation/begin-operation.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { completeRotation, type ReplaceSecretsTx, replaceSecrets } from './replace-secrets.ts';
import { requireActive } from './require-active.ts';

export type TakeReportTx = ReplaceSecretsTx &
  Pick<TeamTx, 'clock' | 'installations' | 'operations'>;

/** What a provider may say of a resource on its own account. Absent says nothing. */
export type PushedReport = {
  readonly name?: string | undefined;
  readonly status?: ResourceStatus | undefined;
  readonly ownership?: Ownership | undefined;
  readonly metadata?: Metadata | undefined;
  readonly billingPlan?: ResolvedBillingPlan | undefined;
  readonly notification?: Notification | null | undefined;
  readonly extras?: Readonly<Record<string, unknown>> | undefined;
  readonly secrets?: SecretsUpdate | undefined;
};

type Place = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
  readonly externalId: ExternalResourceId;
};

/**
 * Takes over what a provider pushes about a resource it has. Answers the name as it is recorded.
 *
 * @see spec/platform-api.md §2.10
 */
export function createTakeReport(transact: Transact<TakeReportTx>, now: () => Date) {
  return (place: Place, report: PushedReport): Promise<Result<{ name: string }, Refusal>> =>
    transact(place.teamId, async (tx) => {
      const found = await tx.resources.findExternal(place.installationId, place.externalId);
      const locked = found && (await tx.resources.lock(found.id));
      const resource = requireActive(place.externalId, locked);
      if (!resource.ok) return resource;
      return record(tx, place, { resource: resource.value, report, at: now() });
    });
}

async function record(
  tx: TakeReportTx,
  { actor, installationId, externalId }: Place,
  {
    resource,
    report,
    at,
    isNew = false,
  }: { resource: Resource; report: PushedReport; at: Date; isNew?: boolean },
): Promise<Result<{ name: string }, Refusal>> {
  const { secrets, extras, ownership, name, status, ...told } = report;
  const full = {
    ...told,
    externalId,
    name: name ?? resource.name,
    status: status ?? resource.status,
  };
  const changed: Resource = {
    ...withReport(resource, full, at, { isPlanChange: true, billedAt: await tx.clock.now() }),
    extras: extras ?? resource.extras,
    ownership: ownership ?? resource.ownership,
  };
  const saved = await saveUnderFreeName(tx, changed, resource.name);
  await tx.events.append({
    type: isNew ? 'resource.imported' : 'resource.updated',
    actor,
    subject: { resource: resource.id, installation: installationId },
    data: isNew
      ? { name: saved.name, status: saved.status }
      : {
          before: { name: resource.name, status: resource.status },
          after: { name: saved.name, status: saved.status },
        },
  });
  if (secrets !== undefined) {
    const replaced = await replaceSecrets(tx, {
      actor,
      installationId,
      externalId,
      update: secrets,
    });
    if (!replaced.ok) return replaced;
    if (replaced.value.isChanged) await completeRotation(tx, resource.id, { actor, at });
  }
  return ok({ name: saved.name });
}

async function saveUnderFreeName(
  tx: TakeReportTx,
  changed: Resource,
  formerName: string,
): Promise<Resource> {
  if (await tx.resources.save(changed)) return changed;
  const kept = { ...changed, name: formerName };
  await tx.resources.save(kept);
  return kept;
}

export type ImportPorts = {
  readonly transact: Transact<TakeReportTx>;
  readonly catalog: CatalogReader;
  readonly now: () => Date;
  readonly mintResourceId: () => ResourceId;
};

export type ImportedReport = PushedReport & {
  readonly productId: string;
  readonly name: string;
  readonly status: ResourceStatus;
};

/**
 * Brings a resource that exists at the provider into an installation, or updates the one that was
 * brought before. A name that is taken gets a number.
 *
 * @see spec/platform-api.md §2.9; spec/partner-api.md §8.1
 */
export function createImportResource({ transact, catalog, now, mintResourceId }: ImportPorts) {
  return async (
    place: Place,
    { productId, ...report }: ImportedReport,
  ): Promise<Result<{ name: string }, Refusal>> =>
    transact(place.teamId, async (tx): Promise<Result<{ name: string }, Refusal>> => {
      const held = requireInstalled(
        place.installationId,
        await tx.installations.hold(place.installationId),
      );
      if (!held.ok) return held;
      const integration = await catalog(held.value.integrationId);
      const product = integration?.products.find(
        ({ id, slug }) => id === productId || slug === productId,
      );
      if (product === undefined) {
        return refuse(
          'product_not_found',
          `There is no product '${productId}' in this integration.`,
        );
      }
      const found = await tx.resources.findExternal(place.installationId, place.externalId);
      const resource = found
        ? await tx.resources.lock(found.id)
        : await bringIn(tx, place, {
            id: mintResourceId(),
            productId: product.id,
            report,
            at: now(),
          });
      if (resource === undefined) return operationRunning(undefined);
      const active = requireActive(place.externalId, resource);
      if (!active.ok) return active;
      const isNew = found === undefined;
      return record(tx, place, { resource: active.value, report, at: now(), isNew });
    });
}

async function bringIn(
  tx: TakeReportTx,
  { teamId, installationId, externalId }: Place,
  {
    id,
    productId,
    report,
    at,
  }: { id: ResourceId; productId: ProductId; report: Omit<ImportedReport, 'productId'>; at: Date },
): Promise<Resource | undefined> {
  const begun = beginResource(
    { id, teamId, installationId, productId, name: report.name, metadata: {}, provisionedBy: null },
    at,
  );
  const brought: Resource = {
    ...begun,
    externalId,
    lifecycle: 'active',
    ownership: report.ownership ?? 'linked',
  };
  for (let number = 1; number <= 100; number++) {
    const name = number === 1 ? report.name : `${report.name}-${number}`;
    const resource = { ...brought, name };
    if (await tx.resources.insert(resource)) return resource;
  }
  return undefined;
}
