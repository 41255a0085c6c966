import { createHash } from 'node:crypto';
import {
  canonicalJson,
  type JsonValue,
  type SyncedConfig,
  type SyncedConfigStore,
} from '@kontor/core';
import type { ExperimentationConfig } from '@kontor/protocol/platform';
import type { ResourceId } from '@kontor/protocol/vocabulary';
import type { Sql } from './sql.ts';

type ConfigRow = {
  resource_id: ResourceId;
  config_id: string;
  token_id: string;
  is_syncing: boolean;
};

/** The maps of the resources of one team, in the transaction that `sql` runs in. */
export function syncedConfigStore(
  sql: Sql,
  teamId: string,
  now: () => Date = () => new Date(),
): SyncedConfigStore {
  return {
    find: async (resourceId) => (await listSyncedConfigs(sql, teamId, [resourceId]))[0],
    save: async ({ resourceId, id, tokenId, isSyncing }, token) => {
      await sql(
        `insert into synced_config
           (team_id, resource_id, config_id, token_id, is_syncing, digest, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (team_id, resource_id) do update set token_id = $4, is_syncing = $5`,
        [teamId, resourceId, id, tokenId, isSyncing, digestOf({}), now()],
      );
      await sql('delete from synced_config_route where config_id = $1', [id]);
      if (token === null) return;
      await sql(
        `insert into synced_config_route (token_hash, config_id, team_id, resource_id)
         values ($1, $2, $3, $4)`,
        [hashOf(token), id, teamId, resourceId],
      );
    },
  };
}

export async function listSyncedConfigs(
  sql: Sql,
  teamId: string,
  resourceIds: readonly string[],
): Promise<SyncedConfig[]> {
  const rows = await sql<ConfigRow>(
    `select resource_id, config_id, token_id, is_syncing from synced_config
     where team_id = $1 and resource_id = any($2::text[])`,
    [teamId, resourceIds],
  );
  return rows.map((row) => ({
    resourceId: row.resource_id,
    id: row.config_id,
    tokenId: row.token_id,
    isSyncing: row.is_syncing,
  }));
}

/** What stands in a map, and a digest that changes with it. */
export type ConfigContent = {
  readonly items: ExperimentationConfig['items'];
  readonly digest: string;
  readonly updatedAt: Date;
};
type ContentRow = { items: ConfigContent['items']; digest: string; updated_at: Date };

/** The map of a resource; undefined while it is not synced. */
export async function findConfigContent(
  sql: Sql,
  { teamId, resourceId }: { readonly teamId: string; readonly resourceId: string },
  lock: '' | 'for update' = '',
): Promise<ConfigContent | undefined> {
  const [row] = await sql<ContentRow>(
    `select items, digest, updated_at from synced_config
     where team_id = $1 and resource_id = $2 and is_syncing and exists (
       select 1 from resource r where r.team_id = $1 and r.resource_id = $2
         and r.lifecycle in ('active', 'deleting')) ${lock}`,
    [teamId, resourceId],
  );
  return row && { items: row.items, digest: row.digest, updatedAt: row.updated_at };
}

/** Whose map a token reads, if it reads this one. */
export async function findConfigReader(
  sql: Sql,
  { id, token }: { readonly id: string; readonly token: string },
): Promise<{ readonly teamId: string; readonly resourceId: string } | undefined> {
  const [row] = await sql<{ team_id: string; resource_id: string }>(
    'select team_id, resource_id from synced_config_route where token_hash = $1 and config_id = $2',
    [hashOf(token), id],
  );
  return row && { teamId: row.team_id, resourceId: row.resource_id };
}

/** Puts a whole new map in the place of the former one. */
export async function replaceConfigContent(
  sql: Sql,
  { teamId, resourceId }: { readonly teamId: string; readonly resourceId: string },
  items: ConfigContent['items'],
  at: Date,
): Promise<ConfigContent> {
  const digest = digestOf(items);
  await sql(
    `update synced_config set items = $3, digest = $4, updated_at = $5
     where team_id = $1 and resource_id = $2`,
    [teamId, resourceId, JSON.stringify(items), digest, at],
  );
  return { items, digest, updatedAt: at };
}

function digestOf(items: ConfigContent['items']): string {
  return createHash('sha256')
    .update(canonicalJson(items as JsonValue), 'utf8')
    .digest('hex');
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
