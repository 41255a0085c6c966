import { canonicalJson, type JsonObject } from '@kontor/core';
import { sha256 } from '../postgres/event-log.ts';
import { listingView, type Offer } from './views.ts';

/** What an operator looks at before it comes into the catalogue, and its digest. */
export type Reviewed = { readonly content: JsonObject; readonly revision: string };

/** Everything that a provider says of itself; products by their slugs. What is secret in them is left out. */
export function reviewedOf(offer: Offer): Reviewed {
  const { id: _id, slug: _slug, products, policies: _policies, ...shown } = listingView(offer);
  const { integration } = offer;
  const { contactEmail, baseUrl, redirectLoginUrl, webhookUrl, redirectUrl } = integration;
  const { configurationUrl, importResourceUrl, openidRedirectUrls, apiScopes, kinds } = integration;
  const given = {
    ...shown,
    contactEmail,
    baseUrl,
    redirectLoginUrl,
    webhookUrl,
    redirectUrl,
    configurationUrl,
    importResourceUrl,
    openidRedirectUrls,
    apiScopes,
    kinds,
    products: Object.fromEntries(
      products.map(({ id: _product, slug, ...product }) => [slug, product]),
    ),
  };
  // once through JSON, as it is kept
  const content: JsonObject = JSON.parse(JSON.stringify(given));
  return { content, revision: sha256(canonicalJson(content)) };
}
