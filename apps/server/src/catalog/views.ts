import { type CatalogIntegration, requiredPolicies } from '@kontor/core';
import type { Integration, Listing, ListingStanding, Product } from '@kontor/protocol/kontor';
import type { StoredIntegration, StoredProduct } from '../postgres/integration-store.ts';
import type { StoredListing } from '../postgres/listing-store.ts';
import type { Listings } from './listing-changes.ts';

/** An integration with its products, which is how everybody outside the store sees one. */
export type Offer = {
  readonly integration: StoredIntegration;
  readonly products: readonly StoredProduct[];
};

/** What the provider's own team sees. */
export function integrationView({ integration, products }: Offer, listing: Listed): Integration {
  const { ownerTeamId: _owner, updatedAt: _changed, createdAt, ...settings } = integration;
  return {
    ...settings,
    createdAt: createdAt.toISOString(),
    listing: standingView(listing),
    products: products.map(productView),
  };
}

/** A listing with whether this host approves what is submitted. */
export type Listed = { readonly listing: StoredListing; readonly listings: Listings };

/** How far it is on its way into the catalogue. */
export function standingView({ listing, listings }: Listed): ListingStanding {
  const { state, reason, note, since, mustBeApproved } = listing;
  const needsApproval = mustBeApproved || listings === 'approved';
  return { state, reason, note, since: since.toISOString(), needsApproval };
}

/** What everybody sees in the catalogue. */
export function listingView({ integration, products }: Offer): Listing {
  return {
    id: integration.id,
    slug: integration.slug,
    name: integration.name,
    developer: integration.developer,
    shortDescription: integration.shortDescription,
    category: integration.category,
    overview: integration.overview,
    websiteUrl: integration.websiteUrl,
    eulaUrl: integration.eulaUrl,
    privacyUrl: integration.privacyUrl,
    policies: [...requiredPolicies(integration)],
    billsPerInstallation: integration.billsPerInstallation,
    capabilities: integration.capabilities,
    details: integration.details,
    products: products.map(publicProductView),
  };
}

/** What use cases see. */
export function catalogView({ integration, products }: Offer): CatalogIntegration {
  const { id, slug, name, eulaUrl, privacyUrl, capabilities } = integration;
  const { billsPerInstallation, isPublished, ownerTeamId, kinds, apiScopes } = integration;
  return {
    id,
    slug,
    name,
    eulaUrl,
    privacyUrl,
    billsPerInstallation,
    kinds,
    apiScopes,
    isPublished,
    ownerTeamId,
    capabilities,
    products: products.map(productView),
  };
}

/** The headers of a drain may hold a key of the provider's: only who has installed sees them. */
function publicProductView(stored: StoredProduct): Product {
  const product = productView(stored);
  const { logDrain, traceDrain, ...protocols } = product.details.protocols ?? {};
  if (logDrain === undefined && traceDrain === undefined) return product;
  return {
    ...product,
    details: {
      ...product.details,
      protocols: {
        ...protocols,
        ...(logDrain && { logDrain: withoutHeaders(logDrain) }),
        ...(traceDrain && { traceDrain: withoutHeaders(traceDrain) }),
      },
    },
  };
}

function withoutHeaders<Drain extends { readonly headers?: unknown }>(drain: Drain) {
  const { headers: _headers, ...rest } = drain;
  return rest;
}

export function productView({
  integrationId: _integration,
  updatedAt: _changed,
  ...product
}: StoredProduct): Product {
  return product;
}
