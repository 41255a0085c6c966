import { createHash } from 'node:crypto';
import type { ExperimentationItem } from '@kontor/protocol/platform';
import type { Sql } from './sql.ts';

type Owner = { readonly teamId: string; readonly resourceId: string };

/** The flags and experiments of one resource. */
export function experimentationItems(sql: Sql, { teamId, resourceId }: Owner) {
  const owner = [teamId, resourceId];
  return {
    list: async (): Promise<ExperimentationItem[]> => {
      const rows = await sql<{ item: ExperimentationItem }>(
        `select item from experimentation_item where team_id = $1 and resource_id = $2
         order by item_id`,
        owner,
      );
      return rows.map(({ item }) => item);
    },
    /** Of two with one id the last holds. */
    put: async (items: readonly ExperimentationItem[], at: Date): Promise<void> => {
      const last = [...new Map(items.map((item) => [item.id, item])).values()];
      await sql(
        `insert into experimentation_item
           (team_id, resource_id, item_key, item_id, item, updated_at)
         select $1, $2, key, item ->> 'id', item, $5
         from unnest($3::bytea[], $4::jsonb[]) as row (key, item) order by key
         on conflict (team_id, resource_id, item_key) do update
           set item = excluded.item, updated_at = excluded.updated_at`,
        [...owner, last.map(({ id }) => keyOf(id)), last.map((item) => JSON.stringify(item)), at],
      );
    },
    /** Changes what is given of an item and answers whether it is there. */
    change: async (id: string, change: object, at: Date): Promise<boolean> => {
      const rows = await sql(
        `update experimentation_item set item = item || $4::jsonb, updated_at = $5
         where team_id = $1 and resource_id = $2 and item_key = $3 returning 1`,
        [...owner, keyOf(id), JSON.stringify(change), at],
      );
      return rows.length > 0;
    },
    remove: async (id: string): Promise<void> => {
      await sql(
        `delete from experimentation_item where team_id = $1 and resource_id = $2 and item_key = $3`,
        [...owner, keyOf(id)],
      );
    },
  };
}

function keyOf(id: string): Buffer {
  return createHash('sha256').update(id, 'utf8').digest();
}
