import { ok, refuse } from '@kontor/core';
import { kontorEndpoints, type Listing } from '@kontor/protocol/kontor';
import { type Route, route } from '../http/route.ts';
import type { Catalog } from './catalog-reader.ts';
import { guideMarkdown, guidesOf } from './guide-markdown.ts';
import { notInCatalog, type ProductPlansPorts, productPlans } from './product-plans.ts';
import { isWanted } from './search.ts';
import { findTeamListing, teamCatalog } from './team-catalog.ts';

export type CatalogRoutesPorts = ProductPlansPorts & { readonly catalog: Catalog };

/** What can be installed, and what it costs. */
export function catalogRoutes(ports: CatalogRoutesPorts): readonly Route[] {
  const { catalog } = ports;
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
    route(kontorEndpoints.listTeamCatalog, async ({ caller, query }) => {
      const found = await teamCatalog(ports, caller.team.id);
      const integrations = found.filter((listing) => isWanted(listing, query));
      return ok({ status: 200, body: { integrations } });
    }),
    route(kontorEndpoints.getTeamListing, async ({ caller, params }) => {
      const integration = await findTeamListing(ports, caller.team.id, params.integration);
      if (integration === undefined) return notInCatalog(params.integration);
      return ok({ status: 200, body: { integration } });
    }),
    route(kontorEndpoints.getGuide, async ({ params, query }) => {
      const integration = await catalog.findListing(params.integration);
      if (integration === undefined) return notInCatalog(params.integration);
      const found = guidesOf(integration, query);
      if (found.length === 0) return noGuide(integration, query.framework);
      const name = `${integration.slug}.md`;
      return ok({
        status: 200,
        body: new File([guideMarkdown(integration, found)], name),
        headers: { 'content-type': kontorEndpoints.getGuide.media },
      });
    }),
    route(kontorEndpoints.listCatalogPlans, async ({ caller, params, query }) => {
      const { metadata } = query;
      const plans = await productPlans(ports, { ...params, team: caller.team.id, metadata });
      return plans.ok ? ok({ status: 200, body: { plans: plans.value } }) : plans;
    }),
  ];
}

function noGuide(integration: Listing, framework: string | undefined) {
  const candidates = [...new Set(guidesOf(integration, {}).map(({ guide }) => guide.framework))];
  const message =
    candidates.length === 0
      ? `${integration.name} has not written any guide.`
      : `${integration.name} has not written a guide for '${framework}'. There are guides for: ${candidates.join(', ')}.`;
  return refuse('guide_not_found', message, { candidates });
}
