import type { Listing, Product } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { ProductCard } from '../../ui/product-card.tsx';

/** A product of the catalogue, with what it costs the team. */
export function OfferedProduct({
  listing,
  product,
  team,
}: {
  readonly listing: Listing;
  readonly product: Product;
  readonly team: string;
}) {
  const plans = useQuery({
    ...read('listCatalogPlans', {
      params: { team, integration: listing.id, product: product.slug },
      query: {},
    }),
    staleTime: 60_000,
  });
  const logoUrl = product.details.iconUrl ?? listing.details.logoUrl;
  return <ProductCard product={product} logoUrl={logoUrl} plans={plans} />;
}
