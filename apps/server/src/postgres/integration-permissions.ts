import type { Sql } from './sql.ts';

/** Whether an integration may know people by the id that is the same for every integration. */
export async function readsGlobalUserIds(sql: Sql, integrationId: string): Promise<boolean> {
  const rows = await sql(
    'select 1 from integration where integration_id = $1 and reads_global_user_ids',
    [integrationId],
  );
  return rows.length > 0;
}

/** Allows it or not, and answers whether there is such an integration. */
export async function setReadsGlobalUserIds(
  sql: Sql,
  idOrSlug: string,
  isAllowed: boolean,
): Promise<boolean> {
  const rows = await sql(
    `update integration set reads_global_user_ids = $2
     where integration_id = $1 or slug = $1 returning 1`,
    [idOrSlug, isAllowed],
  );
  return rows.length > 0;
}
