import {
  answerOf,
  type CatalogIntegration,
  ok,
  type PlanSource,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type IntegrationId, teamId } from '@kontor/protocol/vocabulary';
import { type Route, route } from '../http/route.ts';
import { readMetadataQuery } from '../http/routes/metadata-query.ts';
import { installationStore } from '../postgres/installation-store.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Catalog } from './catalog-reader.ts';
import { isWanted } from './search.ts';

export type CatalogRoutesPorts = {
  readonly read: Sql;
  readonly catalog: Catalog;
  readonly plans: Pick<PlanSource, 'forProduct'>;
};

/** What can be installed, and what it costs. */
export function catalogRoutes({ read, catalog, plans }: CatalogRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.listCatalog, async ({ query }) => {
      const listings = await catalog.listings();
      const integrations = listings.filter((listing) => isWanted(listing, query));
      return ok({ status: 200, body: { integrations } });
    }),
    route(kontorEndpoints.getListing, async ({ params }) => {
      const integration = await catalog.findListing(params.integration);
      if (integration === undefined) return notInCatalog(params.integration);
      return ok({ status: 200, body: { integration } });
    }),
    route(kontorEndpoints.listCatalogPlans, async ({ caller, params, query }) => {
      const offered = await offeredTo(catalog, caller.team.id, params);
      if (!offered.ok) return offered;
      const metadata = readMetadataQuery(query.metadata);
      if (!metadata.ok) return metadata;
      const { integration, product } = offered.value;
      const asked = answerOf(
        await plans.forProduct({
          teamId: teamId.parse(caller.team.id),
          integrationId: integration.id,
          installationId: await installedAs(read, caller.team.id, integration.id),
          product: product.slug,
          metadata: metadata.value ?? {},
        }),
      );
      return asked.ok ? ok({ status: 200, body: { plans: [...asked.value] } }) : asked;
    }),
  ];
}

type Named = { readonly integration: string; readonly product: string };
type Offered = {
  readonly integration: CatalogIntegration;
  readonly product: CatalogIntegration['products'][number];
};

async function offeredTo(
  catalog: Catalog,
  team: string,
  named: Named,
): Promise<Result<Offered, Refusal>> {
  const integration = await catalog.find(named.integration);
  if (integration === undefined || !(integration.isPublished || integration.ownerTeamId === team)) {
    return notInCatalog(named.integration);
  }
  const product = integration.products.find(
    ({ id, slug }) => id === named.product || slug === named.product,
  );
  if (product !== undefined) return ok({ integration, product });
  const slugs = integration.products.map(({ slug }) => slug);
  return refuse(
    'product_not_found',
    `There is no product '${named.product}' in ${integration.name}. It offers: ${slugs.join(', ') || 'nothing'}.`,
    { offered: slugs },
  );
}

/** Only an account that the provider has opened may be named to it. */
async function installedAs(read: Sql, team: string, integrationId: IntegrationId) {
  const current = await installationStore(read, team).findCurrent(integrationId, 'native');
  return current?.lifecycle === 'installed' ? current.id : null;
}

function notInCatalog(named: string) {
  return refuse('integration_not_found', `There is no integration '${named}' in the catalogue.`);
}
