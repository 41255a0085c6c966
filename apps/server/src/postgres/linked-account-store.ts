import type { DisabledReason } from '@kontor/core';
import type { InstallationId } from '@kontor/protocol/vocabulary';
import type { Sql } from './sql.ts';

/** A code on its way to the provider. */
export type LinkCode = {
  readonly integrationId: string;
  readonly installationId: string;
  readonly teamId: string;
  readonly userId: string;
  readonly redirectUri: string;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
};

/** Whose each linked account of a team is, and whether it still works. */
export function linkedAccountStore(sql: Sql, teamId: string) {
  return {
    /** Makes a member its owner, and answers whether it was disabled until then. */
    own: async (installationId: string, ownerId: string): Promise<boolean> => {
      const [former] = await sql<{ disabled_at: Date | null }>(
        'select disabled_at from linked_account where team_id = $1 and installation_id = $2 for update',
        [teamId, installationId],
      );
      await sql(
        `insert into linked_account (team_id, installation_id, owner_id) values ($1, $2, $3)
         on conflict (team_id, installation_id) do update
           set owner_id = excluded.owner_id, disabled_at = null, disabled_reason = null
           where linked_account.disabled_at is not null`,
        [teamId, installationId, ownerId],
      );
      return former?.disabled_at != null;
    },

    /** Disables those of a member that work, and answers which they were. */
    disableAllOf: async (
      ownerId: string,
      reason: DisabledReason,
      at: Date,
    ): Promise<readonly InstallationId[]> => {
      const rows = await sql<{ installation_id: InstallationId }>(
        `update linked_account a set disabled_at = $4, disabled_reason = $3
         from installation i
         where a.team_id = $1 and a.owner_id = $2 and a.disabled_at is null
           and i.team_id = a.team_id and i.installation_id = a.installation_id
           and i.lifecycle = 'installed'
         returning a.installation_id`,
        [teamId, ownerId, reason, at],
      );
      return rows.map((row) => row.installation_id);
    },
  };
}

/** Found by the code, so by no team. */
export function linkCodeStoreOn(sql: Sql) {
  return {
    insert: async (hash: Buffer, code: Omit<LinkCode, 'usedAt'>, at: Date): Promise<void> => {
      await sql(
        `insert into link_code (code_hash, integration_id, installation_id, team_id, user_id,
           redirect_uri, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          hash,
          code.integrationId,
          code.installationId,
          code.teamId,
          code.userId,
          code.redirectUri,
          at,
          code.expiresAt,
        ],
      );
    },

    /** Reads it and keeps others from using it until the transaction ends. */
    lock: async (hash: Buffer): Promise<LinkCode | undefined> => {
      const [row] = await sql<Row>('select * from link_code where code_hash = $1 for update', [
        hash,
      ]);
      return (
        row && {
          integrationId: row.integration_id,
          installationId: row.installation_id,
          teamId: row.team_id,
          userId: row.user_id,
          redirectUri: row.redirect_uri,
          expiresAt: row.expires_at,
          usedAt: row.used_at,
        }
      );
    },

    markUsed: async (hash: Buffer, at: Date): Promise<void> => {
      await sql('update link_code set used_at = $2 where code_hash = $1', [hash, at]);
    },

    prune: async (at: Date): Promise<void> => {
      await sql('delete from link_code where expires_at < $1', [at]);
    },
  };
}

type Row = {
  integration_id: string;
  installation_id: string;
  team_id: string;
  user_id: string;
  redirect_uri: string;
  expires_at: Date;
  used_at: Date | null;
};
