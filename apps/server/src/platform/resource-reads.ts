import { type CatalogReader, ok, type Resource } from '@kontor/core';
import { platformEndpoints } from '@kontor/protocol/platform';
import type { ExternalResourceId } from '@kontor/protocol/vocabulary';
import { type Route, route } from '../http/route.ts';
import { resourceStore } from '../postgres/resource-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { listSyncedConfigs } from '../postgres/synced-config-store.ts';
import { findCustomClaims } from './custom-claims.ts';
import { placeOf, readExternalId, resourceNotFound } from './place.ts';
import { productNamesOf, resourceView } from './resource-view.ts';

export type ResourceReadsPorts = { readonly read: Sql; readonly catalog: CatalogReader };

/** What the host knows of a provider's resources. Those on their way have no id there yet. */
export function resourceReads({ read, catalog }: ResourceReadsPorts): readonly Route[] {
  return [
    route(platformEndpoints.listInstallationResources, async ({ caller }) => {
      const { teamId, installationId, integrationId } = placeOf(caller);
      const found = await resourceStore(read, teamId).listOf(installationId);
      const nameOf = await productNamesOf(catalog, integrationId);
      const made = found.filter(isMade);
      const configs = await configsOf(read, teamId, made);
      const resources = made.map((resource) => ({
        partnerId: resource.externalId,
        ...resourceView(resource, nameOf, configs.get(resource.id)),
      }));
      return ok({ status: 200, body: { resources } });
    }),
    route(platformEndpoints.getInstallationResource, async ({ caller, params }) => {
      const { teamId, installationId, integrationId } = placeOf(caller);
      const id = readExternalId(params.resourceId);
      const resource = id && (await resourceStore(read, teamId).findExternal(installationId, id));
      if (resource === undefined || !isMade(resource)) return resourceNotFound(params.resourceId);
      const nameOf = await productNamesOf(catalog, integrationId);
      const configs = await configsOf(read, teamId, [resource]);
      const customClaims = await findCustomClaims(read, teamId, resource.id);
      return ok({
        status: 200,
        body: {
          id: resource.externalId,
          ...resourceView(resource, nameOf, configs.get(resource.id)),
          ...(customClaims && { customClaims }),
        },
      });
    }),
  ];
}

async function configsOf(read: Sql, teamId: string, resources: readonly Resource[]) {
  const ids = resources.map(({ id }) => id);
  const configs = await listSyncedConfigs(read, teamId, ids);
  return new Map(configs.map((config) => [config.resourceId, config]));
}

function isMade(
  resource: Resource,
): resource is Resource & { readonly externalId: ExternalResourceId } {
  return resource.externalId !== null;
}
