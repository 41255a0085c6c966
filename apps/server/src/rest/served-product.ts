import type { CatalogProduct } from '@kontor/core';
import type { ConfigurationProduct } from '@kontor/protocol/rest';
import { servedMetadataSchema } from '@kontor/protocol/vocabulary';

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
function protocolsOf({
  details: { protocols = {} },
  repl,
}: Pick<CatalogProduct, 'details' | 'repl'>): ConfigurationProduct['protocols'] {
  const { storage } = protocols;
  if (storage === undefined || repl === null) return protocols;
  return { ...protocols, storage: { ...storage, repl } };
}
