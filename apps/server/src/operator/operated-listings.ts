import { canonicalJson } from '@kontor/core';
import type { OperatedListing } from '@kontor/protocol/kontor';
import type { Listings } from '../catalog/listing-changes.ts';
import { reviewedOf } from '../catalog/listing-review.ts';
import { withProducts } from '../catalog/offers.ts';
import { standingView } from '../catalog/views.ts';
import { createIntegrationStore } from '../postgres/integration-store.ts';
import { listingStoreOn } from '../postgres/listing-store.ts';
import type { Sql } from '../postgres/sql.ts';

type Beside = { readonly id: string; readonly slug: string | null; readonly installations: number };

/** The team that publishes an integration, and how often it is installed. */
const BESIDE = `
  select g.integration_id as id, o."slug",
    (select count(*)::int from installation_route r
     join installation i on i.team_id = r.team_id and i.installation_id = r.installation_id
     where r.integration_id = g.integration_id and i.lifecycle = 'installed') as installations
  from integration g left join people.organization o on o."id" = g.owner_team_id
  where g.integration_id = any($1)`;

/** The listings of all integrations, or of one by its id, as those see them who run the host. */
export async function readListings(
  read: Sql,
  { id, listings }: { readonly id?: string; readonly listings: Listings },
): Promise<OperatedListing[]> {
  const offers = await withProducts(read, await createIntegrationStore(read).listAll(id));
  const ids = offers.map(({ integration }) => integration.id);
  const [found, rows] = await Promise.all([
    listingStoreOn(read).ofMany(ids),
    read<Beside>(BESIDE, [ids]),
  ]);
  const beside = new Map(rows.map((row) => [row.id, row]));
  return offers.flatMap((offer) => {
    const { integration } = offer;
    const listing = found.get(integration.id);
    if (listing === undefined) return [];
    const { slug = null, installations = 0 } = beside.get(integration.id) ?? {};
    const { approved, approvedAt } = listing;
    return [
      {
        ...standingView({ listing, listings }),
        integration: {
          id: integration.id,
          slug: integration.slug,
          name: integration.name,
          developer: integration.developer,
          category: integration.category,
        },
        team: { id: integration.ownerTeamId, slug },
        approvedAt: approvedAt?.toISOString() ?? null,
        hasChanged:
          approved === null || canonicalJson(approved) !== canonicalJson(reviewedOf(offer).content),
        installations,
      },
    ];
  });
}
