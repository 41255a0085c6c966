import type { Installation, Listing, Product, Resource } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';

/** What a resource is one of. Absent while it is read, and where its provider offers it no longer. */
export type Offered = {
  readonly listing: Listing;
  readonly product: Product;
  readonly installation: Installation;
};

export function useProduct(team: string, resource: Resource): Offered | undefined {
  const params = { team, installation: resource.installationId };
  const installation = useQuery(read('getTeamInstallation', { params })).data?.installation;
  const integration = installation?.integration.id ?? '';
  const found = useQuery({
    ...read('getTeamListing', { params: { team, integration } }),
    enabled: integration !== '',
  });
  const listing = found.data?.integration;
  const product = listing?.products.find(({ id }) => id === resource.product.id);
  return listing && product && installation && { listing, product, installation };
}
