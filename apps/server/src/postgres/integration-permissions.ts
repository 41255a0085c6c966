import type { Sql } from './sql.ts';

/** Whether an integration may know people by the id that is the same for every integration. */
export async function readsGlobalUserIds(sql: Sql, integrationId: string): Promise<boolean> {
  const rows = await sql(
    'select 1 from integration where integration_id = $1 and reads_global_user_ids',
    [integrationId],
  );
  return rows.length > 0;
}

/** Allows it or not, and answers whose integration it is; undefined where there is none. */
export async function setReadsGlobalUserIds(
  sql: Sql,
  idOrSlug: string,
  isAllowed: boolean,
): Promise<{ readonly id: string; readonly ownerTeamId: string } | undefined> {
  const [row] = await sql<{ id: string; ownerTeamId: string }>(
    `update integration set reads_global_user_ids = $2
     where integration_id = $1 or slug = $1
     returning integration_id as id, owner_team_id as "ownerTeamId"`,
    [idOrSlug, isAllowed],
  );
  return row;
}
