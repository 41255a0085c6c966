import type { CatalogReader, Resource, SyncedConfig } from '@kontor/core';
import {
  type IntegrationId,
  type ProductId,
  resourceProtocolSettings,
} from '@kontor/protocol/vocabulary';

/** What a provider calls each of its products. */
export type ProductNames = (id: ProductId) => string;

export async function productNamesOf(
  catalog: CatalogReader,
  integrationId: IntegrationId,
): Promise<ProductNames> {
  const products = (await catalog(integrationId))?.products ?? [];
  const slugs = new Map(products.map(({ id, slug }) => [id, slug]));
  return (id) => slugs.get(id) ?? id;
}

/** A resource as its provider is shown it, apart from the key that its own id stands under. */
export function resourceView(
  resource: Resource,
  nameOf: ProductNames,
  config: SyncedConfig | undefined,
) {
  const told = resourceProtocolSettings.safeParse(resource.protocolSettings ?? {}).data;
  const settings = config === undefined ? told : { ...told, experimentation: settingsOf(config) };
  return {
    internalId: resource.id,
    name: resource.name,
    productId: nameOf(resource.productId),
    status: resource.status,
    metadata: resource.metadata,
    ...(resource.billingPlan !== null && { billingPlanId: resource.billingPlan.id }),
    ...(resource.notification !== null && { notification: resource.notification }),
    ...((resource.protocolSettings !== null || config !== undefined) && {
      protocolSettings: settings,
    }),
  };
}

/** Where its values are kept: the host's word, whatever its provider has told of it. */
function settingsOf({ id, tokenId, isSyncing }: SyncedConfig) {
  return {
    edgeConfigId: id,
    edgeConfigSyncingEnabled: isSyncing,
    edgeConfigTokenId: tokenId,
    globalConfigId: id,
    globalConfigSyncingEnabled: isSyncing,
  };
}
