import type { InstallationCredential } from '@kontor/protocol/kontor';
import { tokenId } from '@kontor/protocol/vocabulary';
import type { Sql } from './sql.ts';

type Row = { token_id: string; hint: string; created_at: Date; last_used_at: Date | null };

/** What the provider of an installation can call the host with, the newest first. */
export async function listInstallationCredentials(
  sql: Sql,
  teamId: string,
  installationId: string,
): Promise<InstallationCredential[]> {
  const rows = await sql<Row>(
    `select token_id, hint, created_at, last_used_at from access_token
     where team_id = $1 and installation_id = $2 and kind = 'installation' and revoked_at is null
     order by created_at desc, token_id desc`,
    [teamId, installationId],
  );
  return rows.map((row) => ({
    id: tokenId.parse(row.token_id),
    hint: row.hint,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }));
}
