import type {
  ExternalResourceId,
  InstallationId,
  Metadata,
  Notification,
  OperationId,
  Ownership,
  ProductId,
  ResolvedBillingPlan,
  ResourceId,
  ResourceStatus,
  TeamId,
} from '@kontor/protocol/vocabulary';
import { withPlan } from '../catalog/plan-change.ts';
import type { Rotation } from './rotation.ts';

/**
 * One instance of a product.
 *
 * Life cycle, which is the host's: `provisioning` → `active` → `deleting` → `deleted`. A resource
 * that the provider refuses is `failed`; one whose deletion is refused is `active` again. Its
 * `status` is the provider's word and changes freely while it is active.
 *
 * @see spec/concepts.md — C13 to C16
 */
export type Resource = {
  readonly id: ResourceId;
  readonly teamId: TeamId;
  readonly installationId: InstallationId;
  readonly productId: ProductId;
  /** What the provider calls it; null until the provider has answered. */
  readonly externalId: ExternalResourceId | null;
  readonly name: string;
  readonly lifecycle: 'provisioning' | 'active' | 'deleting' | 'deleted' | 'failed';
  readonly status: ResourceStatus;
  readonly statusAt: Date;
  readonly metadata: Metadata;
  readonly billingPlan: ResolvedBillingPlan | null;
  /** The plan that holds from a later time on; null where nothing is to change. */
  readonly pendingBillingPlan: ResolvedBillingPlan | null;
  readonly notification: Notification | null;
  readonly protocolSettings: Readonly<Record<string, unknown>> | null;
  readonly extras: Readonly<Record<string, unknown>> | null;
  readonly ownership: Ownership;
  /** The newest wish for new secrets; null where there never was one. */
  readonly rotation: Rotation | null;
  /** The operation that made it here; null when the provider brought it, and then it is never cleaned up. */
  readonly provisionedBy: OperationId | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly deletedAt: Date | null;
};

/** What a provider tells of a resource. `undefined` says nothing; a `null` notification clears. */
export type ResourceReport = {
  readonly externalId: ExternalResourceId;
  /** What the provider calls its product. */
  readonly product?: string | undefined;
  readonly name: string;
  readonly status: ResourceStatus;
  readonly metadata?: Metadata | undefined;
  readonly billingPlan?: ResolvedBillingPlan | undefined;
  readonly notification?: Notification | null | undefined;
  readonly protocolSettings?: Readonly<Record<string, unknown>> | undefined;
};

type Begun = Pick<
  Resource,
  'id' | 'teamId' | 'installationId' | 'productId' | 'name' | 'metadata' | 'provisionedBy'
>;

export function beginResource(begun: Begun, at: Date): Resource {
  return {
    ...begun,
    externalId: null,
    lifecycle: 'provisioning',
    status: 'pending',
    statusAt: at,
    billingPlan: null,
    pendingBillingPlan: null,
    notification: null,
    protocolSettings: null,
    extras: null,
    ownership: 'owned',
    rotation: null,
    createdAt: at,
    updatedAt: at,
    deletedAt: null,
  };
}

/** The provider has made it. It may still be building, but it has its id and its secrets. */
export function provisioned(resource: Resource, report: ResourceReport, at: Date): Resource {
  const active = { ...resource, lifecycle: 'active', externalId: report.externalId } as const;
  // the team's name stands: the provider answers its own only to say what it recorded
  return { ...withReport(active, report, at), name: resource.name };
}

/**
 * The provider's word becomes the truth about an active resource. `isPlanChange` says that its plan has
 * been chosen just now, and was not merely read; `billedAt` is the time by which its team is billed.
 */
export function withReport(
  resource: Resource,
  report: ResourceReport,
  at: Date,
  { isPlanChange = false, billedAt = at } = {},
): Resource {
  return {
    ...resource,
    name: report.name,
    status: report.status,
    statusAt: report.status === resource.status ? resource.statusAt : at,
    metadata: report.metadata ?? resource.metadata,
    ...withPlan(resource, report.billingPlan, { at: billedAt, isChange: isPlanChange }),
    notification: report.notification === undefined ? resource.notification : report.notification,
    protocolSettings: report.protocolSettings ?? resource.protocolSettings,
    updatedAt: at,
  };
}

export function provisionFailed(resource: Resource, at: Date): Resource {
  return { ...resource, lifecycle: 'failed', status: 'error', statusAt: at, updatedAt: at };
}

export function deleting(resource: Resource, at: Date): Resource {
  return { ...resource, lifecycle: 'deleting', updatedAt: at };
}

/** Deleting did not happen: the resource is as before. */
export function stillActive(resource: Resource, at: Date): Resource {
  return { ...resource, lifecycle: 'active', updatedAt: at };
}

export function deleted(resource: Resource, at: Date): Resource {
  return {
    ...resource,
    lifecycle: 'deleted',
    status: 'uninstalled',
    statusAt: at,
    updatedAt: at,
    deletedAt: at,
  };
}

/** Whether the provider may and should be asked to remove it. Linked ones stay at the provider. */
export function isRemovedAtProvider(resource: Resource): boolean {
  return resource.ownership !== 'linked';
}
