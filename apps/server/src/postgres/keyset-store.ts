import { describeKeyset, emptyKeyset, type Keyset, type KeysetStore } from '@kontor/core';
import type { ResourceId } from '@kontor/protocol/vocabulary';
import type { Vault } from '../vault/vault.ts';
import type { Sql } from './sql.ts';

/** Keysets in PostgreSQL: sealed whole, with names and lengths beside for listing. */
export function keysetStore(sql: Sql, teamId: string, vault: Vault): KeysetStore {
  return {
    find: async (resourceId) => {
      const [row] = await sql<{ sealed: Buffer }>(
        'select sealed from keyset where team_id = $1 and resource_id = $2',
        [teamId, resourceId],
      );
      return row === undefined ? emptyKeyset : openKeyset(vault, teamId, resourceId, row.sealed);
    },
    save: async (resourceId, keyset) => {
      const sealed = await vault.seal(teamId, keysetContext(resourceId), toBytes(keyset));
      await sql(
        `insert into keyset (team_id, resource_id, version, sealed, summary, updated_at)
         values ($1, $2, 1, $3, $4, now())
         on conflict (team_id, resource_id) do update
           set version = keyset.version + 1, sealed = excluded.sealed,
               summary = excluded.summary, updated_at = now()`,
        [teamId, resourceId, sealed, JSON.stringify(describeKeyset(keyset))],
      );
    },
    remove: async (resourceId) => {
      await sql('delete from keyset where team_id = $1 and resource_id = $2', [teamId, resourceId]);
    },
  };
}

/** Opens the sealed keyset of a resource. */
export async function openKeyset(
  vault: Vault,
  teamId: string,
  resourceId: ResourceId,
  sealed: Buffer,
): Promise<Keyset> {
  const bytes = await vault.open(teamId, keysetContext(resourceId), sealed);
  return JSON.parse(bytes.toString('utf8')) as Keyset;
}

/** What the vault binds it to. */
export function keysetContext(resourceId: ResourceId): string {
  return `keyset:${resourceId}`;
}

function toBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
