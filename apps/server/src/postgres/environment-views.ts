import type { Environment as EnvironmentView } from '@kontor/protocol/kontor';
import type { EnvironmentId } from '@kontor/protocol/vocabulary';
import { builtInEnvironment } from '@kontor/protocol/vocabulary';
import type { Sql } from './sql.ts';

type Row = {
  slug: string;
  environment_id: EnvironmentId | null;
  served_version: number | null;
  latest_version: number | null;
  variable_count: number | null;
};

/** The environments of a project: the three that every project has, then the team's own. */
export async function listEnvironmentViews(
  sql: Sql,
  teamId: string,
  projectId: string,
): Promise<EnvironmentView[]> {
  const rows = await sql<Row>(
    `select n.slug, n.environment_id, e.served_version, e.latest_version, e.variable_count
     from (select slug, null::text as environment_id, place, null::timestamptz as created_at
           from unnest($3::text[]) with ordinality as built_in (slug, place)
           union all
           select slug, environment_id, 4, created_at from custom_environment
           where team_id = $1 and project_id = $2) n
     left join environment e
       on e.team_id = $1 and e.project_id = $2 and e.environment = n.slug
     order by n.place, n.created_at, n.slug`,
    [teamId, projectId, builtInEnvironment.options],
  );
  return rows.map(viewOf);
}

function viewOf(row: Row): EnvironmentView {
  return {
    slug: row.slug,
    ...(row.environment_id === null ? {} : { id: row.environment_id }),
    version: row.served_version ?? 0,
    latestVersion: row.latest_version ?? 0,
    variableCount: row.variable_count ?? 0,
  };
}
