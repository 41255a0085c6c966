import type { ListingChange, Product } from '@kontor/protocol/kontor';

type Told = ListingChange['after'];

/** A product as it is reviewed. */
export type NewProduct = {
  readonly slug: string;
  readonly shown: Pick<
    Product,
    'name' | 'shortDescription' | 'tags' | 'metadataSchema' | 'details'
  >;
  /** Everything that is told of it, by field. */
  readonly told: Readonly<Record<string, Told>>;
};

/** The products that were not there before, apart from everything else that was said or changed. */
export function apartFromProducts(changes: readonly ListingChange[]): {
  readonly products: readonly NewProduct[];
  readonly others: readonly ListingChange[];
} {
  const split = changes.map((change) => ({ change, products: newProductsOf(change) }));
  return {
    products: split.flatMap(({ products }) => products),
    others: split.filter(({ products }) => products.length === 0).map(({ change }) => change),
  };
}

/** All of them where there were none, and each that has come to others. */
function newProductsOf({ field, before, after }: ListingChange): readonly NewProduct[] {
  if (before !== null || after === null) return [];
  const [first, slug, ...rest] = field.split('.');
  if (first !== 'products' || rest.length > 0) return [];
  const all = (slug === undefined ? after : { [slug]: after }) as Record<string, Told>;
  return Object.entries(all).map(([named, product]) => ({
    slug: named,
    // what stands in this place of a listing is made of products by the host
    shown: product as NewProduct['shown'],
    told: product as NewProduct['told'],
  }));
}
