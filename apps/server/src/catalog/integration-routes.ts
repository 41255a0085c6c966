import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { integrationId } from '@kontor/protocol/vocabulary';
import { type Route, route } from '../http/route.ts';
import { mintId } from '../ids.ts';
import type { Database } from '../postgres/database.ts';
import { createIntegrationStore, type StoredIntegration } from '../postgres/integration-store.ts';
import { listingStoreOn } from '../postgres/listing-store.ts';
import type { Catalog } from './catalog-reader.ts';
import { mintClientSecret } from './client-secret.ts';
import {
  createIntegrationChanges,
  type IntegrationChangesPorts,
  integrationNotFound,
} from './integration-changes.ts';
import { offerOf, withProducts } from './offers.ts';
import { integrationView, productView, standingView } from './views.ts';

export type IntegrationRoutesPorts = IntegrationChangesPorts & {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly catalog: Pick<Catalog, 'forget'>;
  readonly forget: () => void;
};

/** What a provider's own team does with what it publishes. To other teams it is not there. */
export function integrationRoutes(ports: IntegrationRoutesPorts): readonly Route[] {
  const { read } = ports.database;
  const store = createIntegrationStore(read);
  const changes = createIntegrationChanges(ports);
  const { listings } = ports;
  const viewOf = async (stored: StoredIntegration) =>
    integrationView(await offerOf(read, stored), {
      listing: await listingStoreOn(read).of(stored.id),
      listings,
    });
  return [
    route(kontorEndpoints.listIntegrations, async ({ caller }) => {
      const owned = await store.listOwned(caller.team.id);
      const offers = await withProducts(read, owned);
      const found = await listingStoreOn(read).ofMany(owned.map(({ id }) => id));
      const integrations = offers.flatMap((offer) => {
        const listing = found.get(offer.integration.id);
        return listing === undefined ? [] : [integrationView(offer, { listing, listings })];
      });
      return ok({ status: 200, body: { integrations } });
    }),
    route(kontorEndpoints.getIntegration, async ({ caller, params }) => {
      const found = await store.findOwned(caller.team.id, params.integration);
      if (found === undefined) return integrationNotFound(params.integration);
      const integration = await viewOf(found);
      return ok({ status: 200, body: { integration } });
    }),
    route(kontorEndpoints.createIntegration, async ({ caller, body }) => {
      const at = ports.now();
      const id = integrationId.parse(mintId('integration', at));
      const given = { ...body, id, ownerTeamId: caller.team.id, isPublished: false };
      const clientSecret = mintClientSecret();
      const created = await changes.create(
        caller,
        { ...given, createdAt: at, updatedAt: at },
        clientSecret,
      );
      if (!created.ok) return created;
      const integration = await viewOf(created.value);
      return ok({ status: 201, body: { integration, clientSecret } });
    }),
    route(kontorEndpoints.updateIntegration, async ({ caller, params, body }) => {
      const updated = await changes.update(caller, params.integration, body);
      if (!updated.ok) return updated;
      // what a provider gives up, the tokens of linked accounts lose at once
      if (body.apiScopes !== undefined) ports.forget();
      ports.catalog.forget();
      const integration = await viewOf(updated.value);
      return ok({ status: 200, body: { integration } });
    }),
    route(kontorEndpoints.submitListing, async ({ caller, params, body }) => {
      const moved = await changes.move(caller, params.integration, 'submit', body.note);
      if (!moved.ok) return moved;
      ports.catalog.forget();
      return ok({
        status: 200,
        body: { listing: standingView({ listing: moved.value, listings }) },
      });
    }),
    route(kontorEndpoints.withdrawListing, async ({ caller, params }) => {
      const moved = await changes.move(caller, params.integration, 'withdraw');
      if (!moved.ok) return moved;
      ports.catalog.forget();
      return ok({
        status: 200,
        body: { listing: standingView({ listing: moved.value, listings }) },
      });
    }),
    route(kontorEndpoints.rotateClientSecret, async ({ caller, params }) => {
      const clientSecret = mintClientSecret();
      const rotated = await changes.rotateSecret(caller, params.integration, clientSecret);
      if (!rotated.ok) return rotated;
      const integration = await viewOf(rotated.value);
      return ok({ status: 201, body: { integration, clientSecret } });
    }),
    route(kontorEndpoints.putProduct, async ({ caller, params, body }) => {
      const slug = readProductSlug(params.product);
      if (!slug.ok) return slug;
      const product = { ...body, slug: slug.value };
      const put = await changes.putProduct(caller, params.integration, product);
      if (!put.ok) return put;
      ports.catalog.forget();
      return ok({ status: 200, body: { product: productView(put.value) } });
    }),
    // what is wrong with it is found where every body is read
    route(kontorEndpoints.checkMetadataSchema, async ({ body }) =>
      ok({ status: 200, body: { metadataSchema: body.metadataSchema } }),
    ),
  ];
}

const PRODUCT_SLUG = { pattern: /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, longest: 64 };

function readProductSlug(text: string): Result<string, Refusal> {
  if (PRODUCT_SLUG.pattern.test(text) && text.length <= PRODUCT_SLUG.longest) return ok(text);
  const fitting = `at most ${PRODUCT_SLUG.longest} lower-case letters, digits and inner hyphens`;
  return refuse('invalid_request', `A product's slug in the path has ${fitting}.`, {
    fields: [{ key: 'product', message: fitting }],
  });
}
