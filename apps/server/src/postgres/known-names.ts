import type { KnownNames } from '@kontor/core';
import type { Sql } from './sql.ts';

/** Names that are suggested where one is not known: so many are read, the first by the alphabet. */
const LISTED = 100;

/** What a team may install, and the resources and projects that it has. */
export async function findKnownNames(read: Sql, teamId: string): Promise<KnownNames> {
  const integrations = await read<{ name: string }>(
    `select slug as name from integration where is_published or owner_team_id = $1
     order by slug limit ${LISTED}`,
    [teamId],
  );
  const resources = await read<{ name: string }>(
    `select distinct name from resource where team_id = $1 and lifecycle = 'active'
     order by name limit ${LISTED}`,
    [teamId],
  );
  const projects = await read<{ name: string }>(
    `select name from project where team_id = $1 order by name limit ${LISTED}`,
    [teamId],
  );
  const namesOf = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name);
  return {
    integrations: namesOf(integrations),
    resources: namesOf(resources),
    projects: namesOf(projects),
  };
}
