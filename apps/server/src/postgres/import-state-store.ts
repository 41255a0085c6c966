import type { Sql } from './sql.ts';

/** A member who went to a provider to choose what to bring along. */
export type ImportState = {
  readonly teamId: string;
  readonly installationId: string;
  readonly userId: string;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
};

/** Found by what comes back, so by no team. */
export function importStateStoreOn(sql: Sql) {
  return {
    insert: async (
      hash: Buffer,
      { teamId, installationId, userId, expiresAt }: Omit<ImportState, 'usedAt'>,
      at: Date,
    ): Promise<void> => {
      await sql(
        `insert into import_state (state_hash, team_id, installation_id, user_id, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)`,
        [hash, teamId, installationId, userId, at, expiresAt],
      );
    },

    /** Reads it and keeps others from using it until the transaction ends. */
    lock: async (hash: Buffer): Promise<ImportState | undefined> => {
      const [row] = await sql<Row>('select * from import_state where state_hash = $1 for update', [
        hash,
      ]);
      return (
        row && {
          teamId: row.team_id,
          installationId: row.installation_id,
          userId: row.user_id,
          expiresAt: row.expires_at,
          usedAt: row.used_at,
        }
      );
    },

    markUsed: async (hash: Buffer, at: Date): Promise<void> => {
      await sql('update import_state set used_at = $2 where state_hash = $1', [hash, at]);
    },

    /** Removes what nobody can come back with any more. */
    prune: async (at: Date): Promise<void> => {
      await sql('delete from import_state where expires_at < $1', [at]);
    },
  };
}

type Row = {
  team_id: string;
  installation_id: string;
  user_id: string;
  expires_at: Date;
  used_at: Date | null;
};
