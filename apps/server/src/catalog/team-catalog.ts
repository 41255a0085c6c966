import type { Listing } from '@kontor/protocol/kontor';
import { createIntegrationStore } from '../postgres/integration-store.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Catalog } from './catalog-reader.ts';
import { withProducts } from './offers.ts';
import { listingView } from './views.ts';

export type TeamListing = Listing & { readonly isListed: boolean };

type Ports = {
  readonly read: Sql;
  readonly catalog: Pick<Catalog, 'listings' | 'offer'>;
};

/** What is installed goes on when it leaves the catalogue, so its team sees it still. */
const HELD = `select r.integration_id as id from installation i
  join installation_route r on r.team_id = i.team_id and r.installation_id = i.installation_id
  where i.team_id = $1 and i.lifecycle in ('installing', 'installed', 'uninstalling')`;

/** Whether a team has an integration installed, or is about to. */
export async function isHeldBy(read: Sql, team: string, integrationId: string): Promise<boolean> {
  const rows = await read(`${HELD} and r.integration_id = $2 limit 1`, [team, integrationId]);
  return rows.length > 0;
}

/** The catalogue with what only this team sees in it, by name. */
export async function teamCatalog(
  { read, catalog }: Ports,
  team: string,
): Promise<readonly TeamListing[]> {
  const [listed, held, owned] = await Promise.all([
    catalog.listings(),
    read<{ id: string }>(HELD, [team]),
    createIntegrationStore(read).listOwned(team),
  ]);
  const known = new Set<string>(listed.map(({ id }) => id));
  const hidden = [...owned.map(({ id }) => id), ...held.map(({ id }) => id)].filter(
    (id) => !known.has(id),
  );
  const all = listed.map((listing) => ({ ...listing, isListed: true }));
  if (hidden.length === 0) return all;
  const offers = await withProducts(read, await createIntegrationStore(read).listMany(hidden));
  return [
    ...all,
    ...offers.map((offer) => ({ ...listingView(offer), isListed: offer.integration.isPublished })),
  ].toSorted((one, other) => one.name.toLowerCase().localeCompare(other.name.toLowerCase()));
}

/** One integration that a team finds. */
export async function findTeamListing(
  { read, catalog }: Ports,
  team: string,
  named: string,
): Promise<TeamListing | undefined> {
  const offer = await catalog.offer(named);
  if (offer === undefined) return undefined;
  const { isPublished, ownerTeamId, id } = offer.integration;
  const isFound = isPublished || ownerTeamId === team || (await isHeldBy(read, team, id));
  return isFound ? { ...listingView(offer), isListed: isPublished } : undefined;
}
