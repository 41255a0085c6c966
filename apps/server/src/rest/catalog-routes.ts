import { ok } from '@kontor/core';
import type { Listing } from '@kontor/protocol/kontor';
import { type OfferedIntegration, restEndpoints } from '@kontor/protocol/rest';
import { categoryTagOf, servedMetadataSchema } from '@kontor/protocol/vocabulary';
import type { Catalog } from '../catalog/catalog-reader.ts';
import { notInCatalog, type ProductPlansPorts, productPlans } from '../catalog/product-plans.ts';
import type { Offer } from '../catalog/views.ts';
import { type Route, route } from '../http/route.ts';
import { protocolsOf } from './served-product.ts';

export type RestCatalogRoutesPorts = ProductPlansPorts & {
  readonly catalog: Pick<Catalog, 'find' | 'offer' | 'listings'>;
};

/** What can be installed, as clients of the protocol know it. @see spec/platform-api.md §3.5, §3.10, §5 */
export function restCatalogRoutes(ports: RestCatalogRoutesPorts): readonly Route[] {
  const { catalog } = ports;
  return [
    route(restEndpoints.getOfferedIntegration, async ({ caller, params }) => {
      const offer = await catalog.offer(params.integration);
      const isVisible =
        offer?.integration.isPublished || offer?.integration.ownerTeamId === caller.team.id;
      return offer !== undefined && isVisible
        ? ok({ status: 200, body: offeredIntegrationOf(offer) })
        : notInCatalog(params.integration);
    }),
    route(restEndpoints.listOfferedIntegrations, async ({ query }) => {
      const wanted = query.category === undefined ? [] : [query.category].flat();
      const isAsked =
        query.integrationType === undefined || query.integrationType === 'marketplace';
      const listings = isAsked ? await catalog.listings() : [];
      const body = listings.filter((listing) => isOfCategory(listing, wanted)).map(summaryOf);
      return ok({ status: 200, body });
    }),
    route(restEndpoints.listCategories, async () => {
      const titles = (await catalog.listings()).map(({ category }) => category);
      const byId = new Map(titles.map((title) => [categoryOf(title).id, categoryOf(title)]));
      return ok({ status: 200, body: [...byId.values()].sort(byTitle) });
    }),
    route(restEndpoints.listIntegrationPlans, async ({ caller, params, query }) => {
      const plans = await productPlans(ports, {
        ...params,
        team: caller.team.id,
        metadata: query.metadata,
        installation: query.integrationConfigurationId,
      });
      return plans.ok ? ok({ status: 200, body: { plans: plans.value } }) : plans;
    }),
    route(restEndpoints.listGitNamespaces, async () => ok({ status: 200, body: [] })),
    route(restEndpoints.searchRepositories, async ({ query }) => {
      const { provider = 'github', namespaceId = null } = query;
      return ok({ status: 200, body: { gitAccount: { provider, namespaceId }, repos: [] } });
    }),
  ];
}

function offeredIntegrationOf({ integration, products }: Offer): OfferedIntegration {
  const { id, slug, name, shortDescription, eulaUrl, privacyUrl, capabilities } = integration;
  const { logoUrl, metadataSchema } = integration.details;
  return {
    id,
    slug,
    name,
    shortDescription,
    icon: logoUrl ?? '',
    ...(eulaUrl === null ? {} : { eulaDocUri: eulaUrl }),
    ...(privacyUrl === null ? {} : { privacyDocUri: privacyUrl }),
    capabilities,
    ...(metadataSchema === undefined
      ? {}
      : { metadataSchema: servedMetadataSchema(metadataSchema) }),
    products: products.map((product) => offeredProductOf(product, logoUrl)),
  };
}

/** The headers of a drain stay here: whoever looks has not installed yet. */
function offeredProductOf(
  product: Offer['products'][number],
  logoUrl: string | undefined,
): OfferedIntegration['products'][number] {
  const { details } = product;
  const { iconUrl = logoUrl, primaryProtocol, agentSkills } = details;
  const protocols = Object.entries(protocolsOf(product)).map(([kind, settings]) => {
    const { headers: _headers, ...rest } = settings ?? { status: 'disabled' };
    return [kind, rest];
  });
  return {
    id: product.id,
    slug: product.slug,
    name: product.name,
    shortDescription: product.shortDescription,
    ...(iconUrl === undefined ? {} : { iconUrl }),
    metadataSchema: servedMetadataSchema(product.metadataSchema),
    tags: product.tags,
    guides: details.guides ?? [],
    snippets: details.snippets ?? [],
    resourceLinks: details.resourceLinks ?? [],
    ...(agentSkills === undefined ? {} : { agentSkills }),
    protocols: Object.fromEntries(protocols),
    ...(primaryProtocol === undefined ? {} : { primaryProtocol }),
  };
}

function summaryOf(listing: Listing) {
  return {
    id: listing.id,
    slug: listing.slug,
    name: listing.name,
    shortDescription: listing.shortDescription,
    icon: listing.details.logoUrl ?? '',
    isMarketplace: true as const,
    canInstall: true as const,
    tagIds: [categoryOf(listing.category).id],
    products: listing.products.map(({ id, slug, name, shortDescription, tags }) => ({
      id,
      slug,
      name,
      shortDescription,
      tags,
    })),
  };
}

type Category = { readonly id: string; readonly slug: string; readonly title: string };

/** A category is free text; where clients know a tag for it, that is its id. */
function categoryOf(title: string): Category {
  const slug = title
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
  return { id: categoryTagOf(title) ?? slug, slug, title };
}

function isOfCategory({ category }: Listing, wanted: readonly string[]): boolean {
  const { id, slug, title } = categoryOf(category);
  return wanted.length === 0 || wanted.some((each) => [id, slug, title].includes(each));
}

function byTitle(a: Category, b: Category): number {
  return a.title < b.title ? -1 : 1;
}
