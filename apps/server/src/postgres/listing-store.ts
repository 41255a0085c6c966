import type { JsonObject, ListingStanding } from '@kontor/core';
import type { Sql } from './sql.ts';

/** How far an integration is on its way into the catalogue, and what of it was approved last. */
export type StoredListing = ListingStanding & {
  readonly reason: string | null;
  readonly note: string | null;
  readonly since: Date;
  readonly approved: JsonObject | null;
  readonly approvedAt: Date | null;
};

type Row = {
  integration_id: string;
  is_published: boolean;
  created_at: Date;
  state: StoredListing['state'] | null;
  reason: string | null;
  note: string | null;
  since: Date | null;
  must_be_approved: boolean | null;
  approved: JsonObject | null;
  approved_at: Date | null;
};

const SELECT = `select g.integration_id, g.is_published, g.created_at, l.state, l.reason, l.note,
    l.since, l.must_be_approved, l.approved, l.approved_at
  from integration g left join listing l on l.integration_id = g.integration_id`;

/** The listings of integrations. One that was never submitted has none, and is a draft. */
export function listingStoreOn(sql: Sql) {
  return {
    of: async (integrationId: string): Promise<StoredListing> => {
      const [row] = await sql<Row>(`${SELECT} where g.integration_id = $1`, [integrationId]);
      if (row === undefined) throw new Error(`there is no integration ${integrationId}`);
      return listingOf(row);
    },

    ofMany: async (ids: readonly string[]): Promise<ReadonlyMap<string, StoredListing>> => {
      const rows = await sql<Row>(`${SELECT} where g.integration_id = any($1)`, [ids]);
      return new Map(rows.map((row) => [row.integration_id, listingOf(row)]));
    },

    save: async (integrationId: string, listing: StoredListing): Promise<void> => {
      await sql(
        `insert into listing (integration_id, state, reason, note, since, must_be_approved, approved,
           approved_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (integration_id) do update set state = excluded.state,
           reason = excluded.reason, note = excluded.note, since = excluded.since,
           must_be_approved = excluded.must_be_approved, approved = excluded.approved,
           approved_at = excluded.approved_at`,
        [
          integrationId,
          listing.state,
          listing.reason,
          listing.note,
          listing.since,
          listing.mustBeApproved,
          listing.approved,
          listing.approvedAt,
        ],
      );
      await sql('update integration set is_published = $2 where integration_id = $1', [
        integrationId,
        listing.state === 'listed',
      ]);
    },
  };
}

function listingOf(row: Row): StoredListing {
  return {
    state: stateOf(row),
    reason: row.reason,
    note: row.note,
    since: row.since ?? row.created_at,
    mustBeApproved: row.must_be_approved ?? false,
    approved: row.approved,
    approvedAt: row.approved_at,
  };
}

/** Whether it is in the catalogue decides: a process of a former version changes only that. */
function stateOf({ state, is_published: isPublished }: Row): StoredListing['state'] {
  if (isPublished) return 'listed';
  return state === null || state === 'listed' ? 'draft' : state;
}
