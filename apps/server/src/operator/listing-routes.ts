import { ok, type Refusal, type Result, refuse, whatChanged } from '@kontor/core';
import {
  kontorEndpoints,
  type ListingChange,
  type ListingState,
  type OperatedListing,
} from '@kontor/protocol/kontor';
import type { Catalog } from '../catalog/catalog-reader.ts';
import { type ListingPorts, moveListing } from '../catalog/listing-changes.ts';
import { reviewedOf } from '../catalog/listing-review.ts';
import { offerOf } from '../catalog/offers.ts';
import { type ProductPlansPorts, productPlans } from '../catalog/product-plans.ts';
import { actorOf } from '../http/authorise.ts';
import { type Route, route } from '../http/route.ts';
import type { Database } from '../postgres/database.ts';
import { createIntegrationStore, type StoredIntegration } from '../postgres/integration-store.ts';
import { listingStoreOn } from '../postgres/listing-store.ts';
import { readListings } from './operated-listings.ts';

export type ListingRoutesPorts = ListingPorts & {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly catalog: Pick<Catalog, 'find' | 'forget'>;
  readonly plans: ProductPlansPorts['plans'];
};

/** What comes into the catalogue, as those decide it who run the host. */
export function listingRoutes(ports: ListingRoutesPorts): readonly Route[] {
  const { database, listings } = ports;
  const { read } = database;

  async function find(named: string): Promise<Result<StoredIntegration, Refusal>> {
    const found = await createIntegrationStore(read).find(named);
    return found === undefined ? noSuchIntegration(named) : ok(found);
  }

  async function viewOf({ id }: Pick<StoredIntegration, 'id'>): Promise<OperatedListing> {
    const [listing] = await readListings(read, { id, listings });
    if (listing === undefined) throw new Error(`the integration ${id} is gone`);
    return listing;
  }

  return [
    route(kontorEndpoints.listListings, async ({ query }) => {
      const all = await readListings(read, { listings });
      const wanted = all.filter(({ state }) =>
        query.state === undefined ? state !== 'draft' : state === query.state,
      );
      return ok({
        status: 200,
        body: { listings: wanted.toSorted(byUrgency), needsApproval: listings === 'approved' },
      });
    }),
    route(kontorEndpoints.reviewListing, async ({ params }) => {
      const found = await find(params.integration);
      if (!found.ok) return found;
      const { content, revision } = reviewedOf(await offerOf(read, found.value));
      const { approved } = await listingStoreOn(read).of(found.value.id);
      const changes = structuredClone(whatChanged(approved, content)) as ListingChange[];
      const listing = await viewOf(found.value);
      return ok({ status: 200, body: { listing, revision, changes } });
    }),
    route(kontorEndpoints.listReviewedPlans, async ({ params }) => {
      const found = await find(params.integration);
      if (!found.ok) return found;
      // its own team sees it before anybody else does
      const { id, ownerTeamId } = found.value;
      const question = { team: ownerTeamId, integration: id, product: params.product };
      const plans = await productPlans(
        { read, catalog: ports.catalog, plans: ports.plans },
        { ...question, metadata: undefined },
      );
      return plans.ok ? ok({ status: 200, body: { plans: plans.value } }) : plans;
    }),
    route(kontorEndpoints.decideListing, async ({ params, body, caller }) => {
      const { decision: step, ...said } = body;
      const decided = await database.transact(async (sql) => {
        const integration = await createIntegrationStore(sql).lock(params.integration);
        if (integration === undefined) return noSuchIntegration(params.integration);
        const wanted = { step, ...said, actor: actorOf(caller), integration };
        const moved = await moveListing(sql, ports, wanted);
        return moved.ok ? ok(integration) : moved;
      });
      if (!decided.ok) return decided;
      ports.catalog.forget();
      return ok({ status: 200, body: { listing: await viewOf(decided.value) } });
    }),
  ];
}

const urgency: readonly ListingState[] = ['submitted', 'listed', 'refused', 'unlisted', 'draft'];

/** What waits for longest first, then what is listed and has changed. */
function byUrgency(one: OperatedListing, other: OperatedListing): number {
  return (
    urgency.indexOf(one.state) - urgency.indexOf(other.state) ||
    Number(isToReview(other)) - Number(isToReview(one)) ||
    one.since.localeCompare(other.since)
  );
}

function isToReview({ state, approvedAt, hasChanged }: OperatedListing): boolean {
  return state === 'listed' && approvedAt !== null && hasChanged;
}

function noSuchIntegration(named: string) {
  return refuse('integration_not_found', `There is no integration '${named}' on this host.`);
}
