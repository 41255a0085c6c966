import type {
  CustomEnvironment,
  CustomEnvironmentStore,
  DescribedEnvironment,
  GoneWith,
} from '@kontor/core';
import type { BranchMatcher, EnvironmentId } from '@kontor/protocol/vocabulary';
import type { Sql } from './sql.ts';

type Row = {
  environment_id: EnvironmentId;
  slug: string;
  description: string | null;
  branch_matcher: BranchMatcher | null;
  created_at: Date;
  updated_at: Date | null;
};

export type ProjectOfTeam = { readonly teamId: string; readonly projectId: string };

/** The custom environments of a project, the oldest first. */
export async function listCustomEnvironments(
  sql: Sql,
  { teamId, projectId }: ProjectOfTeam,
): Promise<readonly DescribedEnvironment[]> {
  const rows = await sql<Row>(
    `select environment_id, slug, description, branch_matcher, created_at, updated_at
     from custom_environment where team_id = $1 and project_id = $2
     order by created_at, environment_id`,
    [teamId, projectId],
  );
  return rows.map((row) => ({
    id: row.environment_id,
    slug: row.slug,
    description: row.description,
    branchMatcher: row.branch_matcher,
    createdAt: row.created_at,
    updatedAt: row.updated_at ?? row.created_at,
  }));
}

/** Custom environments in PostgreSQL, of one team. */
export function customEnvironmentStore(sql: Sql, teamId: string): CustomEnvironmentStore {
  return {
    list: (projectId) => listCustomEnvironments(sql, { teamId, projectId }),
    save: (projectId, environment) => save(sql, { teamId, projectId }, environment),
    remove: (projectId, environment, how) => remove(sql, { teamId, projectId }, environment, how),
  };
}

async function save(
  sql: Sql,
  { teamId, projectId }: ProjectOfTeam,
  environment: DescribedEnvironment,
): Promise<void> {
  await sql(
    `insert into custom_environment (team_id, environment_id, project_id, slug, description,
       branch_matcher, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (team_id, environment_id) do update set slug = excluded.slug,
       description = excluded.description, branch_matcher = excluded.branch_matcher,
       updated_at = excluded.updated_at`,
    [
      teamId,
      environment.id,
      projectId,
      environment.slug,
      environment.description,
      environment.branchMatcher,
      environment.createdAt,
      environment.updatedAt,
    ],
  );
}

async function remove(
  sql: Sql,
  { teamId, projectId }: ProjectOfTeam,
  { id, slug }: CustomEnvironment,
  { keepsVariables }: Parameters<CustomEnvironmentStore['remove']>[2],
): Promise<GoneWith> {
  const place = [teamId, projectId, slug];
  await sql('delete from custom_environment where team_id = $1 and environment_id = $2', [
    teamId,
    id,
  ]);
  const targetsThisAlone = 'team_id = $1 and project_id = $2 and environments = array[$3]';
  const variables = keepsVariables
    ? []
    : await sql<{ id: string; name: string }>(
        `delete from variable where ${targetsThisAlone} returning variable_id as id, name`,
        place,
      );
  const connections = await sql<{ id: string; resource_id: string; installation_id: string }>(
    `with gone as (
       delete from connection where ${targetsThisAlone} returning connection_id, resource_id
     )
     select gone.connection_id as id, gone.resource_id, r.installation_id
     from gone join resource r on r.team_id = $1 and r.resource_id = gone.resource_id
     order by gone.connection_id`,
    place,
  );
  for (const table of ['variable', 'connection']) {
    await sql(
      `update ${table} set environments = array_remove(environments, $3)
       where team_id = $1 and project_id = $2 and $3 = any(environments)`,
      place,
    );
  }
  for (const table of ['environment', 'environment_version']) {
    await sql(
      `delete from ${table} where team_id = $1 and project_id = $2 and environment = $3`,
      place,
    );
  }
  return {
    variables,
    connections: connections.map((row) => ({
      id: row.id,
      resourceId: row.resource_id,
      installationId: row.installation_id,
    })),
  };
}
