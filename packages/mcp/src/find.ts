import {
  type Installation,
  kontorEndpoints,
  type Listing,
  type Product,
  type Resource,
} from '@kontor/protocol/kontor';
import { Refused } from './refused.ts';
import type { Desk } from './tool.ts';

type On = Pick<Desk, 'call'>;

/** An integration of the catalogue. */
export async function findListing({ call }: On, integration: string): Promise<Listing> {
  const { body } = await call(kontorEndpoints.getListing, { params: { integration } });
  return body.integration;
}

/** The product that is named, or the only one. */
export function productOf(listing: Listing, named: string | undefined): Product {
  const [only, ...others] = listing.products;
  if (named === undefined && only !== undefined && others.length === 0) return only;
  return oneOf(named, listing.products, {
    noun: 'product',
    names: ({ slug, id }) => [slug, id],
  });
}

/** The installation of an integration in a team; undefined where there is none. */
export async function findInstallation(
  { call }: On,
  { team, listing }: { readonly team: string; readonly listing: Listing },
): Promise<Installation | undefined> {
  const { body } = await call(kontorEndpoints.listInstallations, { params: { team } });
  return body.installations.find(
    ({ integration, status }) => integration.id === listing.id && status !== 'uninstalled',
  );
}

/** A resource of a team by its name or id. */
export async function findResource(
  { call }: On,
  { team, named }: { readonly team: string; readonly named: string },
): Promise<Resource> {
  const { body } = await call(kontorEndpoints.listTeamResources, { params: { team } });
  const living = body.resources.filter(({ lifecycle }) => lifecycle !== 'deleted');
  return oneOf(named, living, { noun: 'resource', names: ({ id, name }) => [name, id] });
}

/** The one that is meant; where none or several are, the refusal names those that could be. */
function oneOf<Item>(
  named: string | undefined,
  items: readonly Item[],
  { noun, names }: { readonly noun: string; readonly names: (item: Item) => readonly string[] },
): Item {
  const meant = items.filter((item) => named !== undefined && names(item).includes(named));
  const [only, ...others] = meant;
  if (only !== undefined && others.length === 0) return only;
  const candidates = (others.length > 0 ? meant : items).map((item) => names(item).join(' = '));
  const what =
    named === undefined
      ? `Name the ${noun}.`
      : others.length > 0
        ? `Several of the name '${named}': use the id of the ${noun}.`
        : `There is no ${noun} '${named}'.`;
  throw new Refused(`${noun}_not_found`, what, { candidates: candidates.slice(0, 50) });
}
