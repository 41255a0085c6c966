import { variableId } from '@kontor/protocol/vocabulary';
import { mintId } from '../ids.ts';
import { sharedWith } from '../postgres/shared-variable-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { variableStore } from '../postgres/variable-store.ts';
import type { Reseal } from './reseal.ts';

/**
 * Gives a project that leaves its team variables of its own in place of the shared ones, with the same
 * values: what its deployments read stays, and the former team changes nothing there any more.
 */
export async function settleShared(
  { sql, vault, from }: Pick<Reseal, 'sql' | 'vault' | 'from'>,
  projectId: string,
  at: Date,
): Promise<void> {
  const place = [from, projectId];
  const covered = await writtenIn(sql, place);
  for (const { name, value, type, comment, ...shared } of await sharedWith(
    sql,
    from,
    vault,
    projectId,
  )) {
    const environments = shared.environments.filter((each) => !covered.has(`${name} ${each}`));
    if (environments.length === 0) continue;
    const own = { variableId: variableId.parse(mintId('variable')), gitBranch: null };
    await variableStore(sql, from, vault).save(
      projectId as never,
      { ...own, name, value, environments, type, comment, visibility: null },
      { at, by: null },
    );
  }
  await sql('delete from shared_variable_link where team_id = $1 and project_id = $2', place);
}

/** Names with their environments that the project has variables of its own for. */
async function writtenIn(sql: Sql, place: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await sql<{ key: string }>(
    `select name || ' ' || unnest(environments) as key from variable
     where team_id = $1 and project_id = $2 and git_branch is null`,
    place,
  );
  return new Set(rows.map((row) => row.key));
}
