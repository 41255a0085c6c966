import type { Resource } from '@kontor/core';
import type { Store, StoreConnection } from '@kontor/protocol/rest';
import { type StoreStatus, storeStatusOf, variableNameOf } from '@kontor/protocol/vocabulary';
import type { Offer } from '../catalog/views.ts';
import type { SecretName, StoreConnectionRow, StoreRow } from '../postgres/store-rows.ts';
import { storeProductOf } from './served-product.ts';

export type StoreParts = {
  readonly row: StoreRow;
  readonly offer: Offer;
  readonly connections: readonly StoreConnection[];
  readonly consoleUrl: string;
};

/** A resource as clients of the protocol know it. @see spec/platform-api.md §3.6 */
export function storeOf({ row, offer, connections, consoleUrl }: StoreParts): Store {
  const { resource, billingPlan } = row;
  const product = storeProductOf(offer, resource);
  return {
    id: resource.id,
    name: resource.name,
    type: 'integration',
    externalResourceId: resource.externalId ?? '',
    status: statusOf(resource),
    externalResourceStatus: resource.externalId === null ? null : resource.status,
    usageQuotaExceeded: false,
    ownership: resource.ownership,
    metadata: resource.metadata,
    ...(billingPlan === null ? {} : { billingPlan }),
    ...(resource.notification === null ? {} : { notification: resource.notification }),
    ...(resource.protocolSettings === null ? {} : { protocolSettings: resource.protocolSettings }),
    secrets: [...row.secrets],
    projectsMetadata: [...connections],
    totalConnectedProjects: row.connectionCount,
    capabilities: product.capabilities,
    product,
    ...rotationOf(resource),
    ...(hasConsole(offer, resource) ? { directPartnerConsoleUrl: consoleUrl } : {}),
    createdAt: resource.createdAt.getTime(),
    updatedAt: resource.updatedAt.getTime(),
  };
}

function hasConsole({ integration }: Offer, { externalId }: Resource): boolean {
  return integration.redirectLoginUrl !== null && externalId !== null;
}

/** What the provider has not answered yet is on its way, whatever it will be. */
function statusOf({ lifecycle, status }: Resource): StoreStatus {
  if (lifecycle === 'provisioning') return 'initializing';
  return lifecycle === 'failed' ? 'error' : storeStatusOf(status);
}

function rotationOf({ rotation }: Resource): Partial<Store> {
  if (rotation === null) return {};
  const { requestedAt, requestedBy, reason, completedAt } = rotation;
  return {
    secretRotationRequestedAt: requestedAt.getTime(),
    ...(requestedBy.kind === 'person' ? { secretRotationRequestedBy: requestedBy.userId } : {}),
    ...(reason === null ? {} : { secretRotationRequestedReason: reason }),
    ...(completedAt === null ? {} : { secretRotationCompletedAt: completedAt.getTime() }),
  };
}

/** A connection with the names of the variables that it makes, never their values. */
export function storeConnectionOf(
  row: StoreConnectionRow,
  secrets: readonly SecretName[],
  { isAlwaysSensitive }: { readonly isAlwaysSensitive: boolean },
): StoreConnection {
  return {
    id: row.connection_id,
    projectId: row.project_id,
    name: row.project_name,
    environments: row.environments,
    environmentVariables: secrets.map((secret) => variableOf(secret, row.prefix)).sort(),
    envVarPrefix: row.prefix,
    makeEnvVarsSensitive: isAlwaysSensitive || row.makes_sensitive,
    deployments: deploymentsOf(row),
  };
}

function deploymentsOf({ deployments: { required, actions } }: StoreConnectionRow) {
  return {
    required,
    actions: actions.map(({ slug, environments }) => ({ slug, environments: [...environments] })),
  };
}

function variableOf({ name, prefix }: SecretName, connectionPrefix: string | null): string {
  return variableNameOf({ name, providerPrefix: prefix, connectionPrefix });
}
