import type { CatalogProduct, Resource } from '@kontor/core';
import type { ConfigurationProduct, Store } from '@kontor/protocol/rest';
import { productProtocol, readableTags, servedMetadataSchema } from '@kontor/protocol/vocabulary';
import type { Offer } from '../catalog/views.ts';

/** A product as it can be had in an installation. @see spec/platform-api.md §3.4 */
export function configurationProductOf(product: CatalogProduct): ConfigurationProduct {
  const { primaryProtocol } = product.details;
  return {
    id: product.id,
    slug: product.slug,
    name: product.name,
    metadataSchema: servedMetadataSchema(product.metadataSchema),
    protocols: protocolsOf(product),
    ...(primaryProtocol === undefined ? {} : { primaryProtocol }),
  };
}

/** The line at which commands are typed belongs to the storage protocol. */
export function protocolsOf({
  details: { protocols = {} },
  repl,
}: Pick<CatalogProduct, 'details' | 'repl'>): ConfigurationProduct['protocols'] {
  const { storage } = protocols;
  if (storage === undefined || repl === null) return protocols;
  return { ...protocols, storage: { ...storage, repl } };
}

/** The product of a resource, with everything that clients show of it. @see spec/platform-api.md §3.6 */
export function storeProductOf(
  { integration, products }: Offer,
  { productId, installationId }: Pick<Resource, 'productId' | 'installationId'>,
): Store['product'] {
  const product = products.find(({ id }) => id === productId);
  if (product === undefined) throw new Error(`no product ${productId} in ${integration.id}`);
  const { logoUrl } = integration.details;
  const {
    iconUrl = logoUrl,
    protocols = {},
    shortPlansDescription: _plans,
    ...shown
  } = product.details;
  return {
    ...shown,
    id: product.id,
    slug: integration.slug,
    productSlug: product.slug,
    name: product.name,
    shortDescription: product.shortDescription,
    ...(iconUrl === undefined ? {} : { iconUrl }),
    integrationConfigurationId: installationId,
    integration: {
      id: integration.id,
      slug: integration.slug,
      name: integration.name,
      icon: logoUrl ?? '',
      capabilities: integration.capabilities,
      flags: [],
      supportsInstallationBillingPlans: integration.billsPerInstallation,
    },
    supportedProtocols: productProtocol.options.filter((each) => protocols[each] !== undefined),
    metadataSchema: servedMetadataSchema(product.metadataSchema),
    // a product's own word goes before its integration's
    capabilities: { ...integration.capabilities, ...product.capabilities },
    tags: readableTags(product.tags),
    ...(product.repl === null ? {} : { repl: product.repl }),
    ...(protocols.logDrain === undefined ? {} : { logDrainStatus: protocols.logDrain.status }),
    disableResourceRenaming: shown.disableResourceRenaming ?? false,
    showSSOLinkOnProjectConnection: shown.showSSOLinkOnProjectConnection ?? false,
  };
}
