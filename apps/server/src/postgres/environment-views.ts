import type { Environment as EnvironmentView } from '@kontor/protocol/kontor';
import type { BranchMatcher, EnvironmentId } from '@kontor/protocol/vocabulary';
import { builtInEnvironment } from '@kontor/protocol/vocabulary';
import type { Sql } from './sql.ts';

type Row = {
  slug: string;
  environment_id: EnvironmentId | null;
  description: string | null;
  branch_matcher: BranchMatcher | null;
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
    `select n.slug, n.environment_id, n.description, n.branch_matcher, e.served_version, e.latest_version, e.variable_count
     from (select slug, null::text as environment_id, null::text as description,
             null::jsonb as branch_matcher, place, null::timestamptz as created_at
           from unnest($3::text[]) with ordinality as built_in (slug, place)
           union all
           select slug, environment_id, description, branch_matcher, 4, created_at
           from custom_environment
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
    ...(row.description === null || row.description === '' ? {} : { description: row.description }),
    ...(row.branch_matcher === null ? {} : { branchMatcher: row.branch_matcher }),
    version: row.served_version ?? 0,
    latestVersion: row.latest_version ?? 0,
    variableCount: row.variable_count ?? 0,
  };
}
