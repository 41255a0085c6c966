import type { Listing } from '@kontor/protocol/kontor';

/** What a visitor looks for; what is left out does not narrow. */
export type Search = {
  /** Words that must all occur somewhere in a listing, in any order and case. */
  readonly search?: string | undefined;
  readonly category?: string | undefined;
};

/** Whether a listing is among what a visitor looks for. */
export function isWanted(listing: Listing, { search = '', category }: Search): boolean {
  if (category !== undefined && fold(listing.category) !== fold(category)) return false;
  const words = fold(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = fold(textOf(listing).join('\n'));
  return words.every((word) => text.includes(word));
}

function textOf({ products, ...listing }: Listing): readonly string[] {
  return [
    listing.name,
    listing.slug,
    listing.developer,
    listing.shortDescription,
    listing.category,
    ...products.flatMap(({ slug, name, shortDescription, tags }) => [
      slug,
      name,
      shortDescription,
      ...tags,
    ]),
  ];
}

function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
