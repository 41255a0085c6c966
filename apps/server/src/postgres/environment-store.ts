import {
  type CompiledVariable,
  type EnvironmentStore,
  placeName,
  placeNamed,
  placeOf,
} from '@kontor/core';
import type { ProjectId } from '@kontor/protocol/vocabulary';
import type { Vault } from '../vault/vault.ts';
import type { Sql } from './sql.ts';

type Place = { readonly projectId: string; readonly environment: string };

/** Compiled environments in PostgreSQL: the served one as a single row, and every version. */
export function environmentStore(sql: Sql, teamId: string, vault: Vault): EnvironmentStore {
  return {
    compiled: async (projectId) => {
      const rows = await sql<{ environment: string }>(
        'select environment from environment where team_id = $1 and project_id = $2',
        [teamId, projectId],
      );
      return rows.map(({ environment }) => environment);
    },
    publish: async (place, variables, { cause, operationId = null }) => {
      const { projectId, environment } = place;
      const digest = await digestOf(vault, teamId, place, variables);
      const [latest] = await sql<{ version: number; digest: string; is_served: boolean }>(
        `select v.version, v.digest, e.environment is not null as is_served
         from environment_version v
         left join environment e on e.team_id = v.team_id and e.project_id = v.project_id
           and e.environment = v.environment
         where v.team_id = $1 and v.project_id = $2 and v.environment = $3
         order by v.version desc limit 1`,
        [teamId, projectId, environment],
      );
      const isSame = latest?.is_served && latest.digest === digest;
      if (isSame || (latest === undefined && variables.length === 0)) return;
      const version = (latest?.version ?? 0) + 1;
      const sealed = await sealEnvironment(vault, teamId, place, variables);
      await sql(
        `insert into environment_version (team_id, project_id, environment, version, digest,
           variable_count, sealed, cause, operation_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())`,
        [
          teamId,
          projectId,
          environment,
          version,
          digest,
          variables.length,
          sealed,
          cause,
          operationId,
        ],
      );
      // while an environment is rolled back, what is served stays and only the newest moves on
      await sql(
        `insert into environment as e (team_id, project_id, environment, served_version,
           latest_version, digest, variable_count, sealed, updated_at)
         values ($1, $2, $3, $4, $4, $5, $6, $7, now())
         on conflict (team_id, project_id, environment) do update set
           latest_version = excluded.latest_version, updated_at = now(),
           served_version = case when e.is_rolled_back then e.served_version else excluded.served_version end,
           digest = case when e.is_rolled_back then e.digest else excluded.digest end,
           variable_count = case when e.is_rolled_back then e.variable_count else excluded.variable_count end,
           sealed = case when e.is_rolled_back then e.sealed else excluded.sealed end`,
        [teamId, projectId, environment, version, digest, variables.length, sealed],
      );
    },
    served: async ({ projectId, environment, gitBranch }) => {
      const branch = placeName(placeOf(environment, gitBranch));
      const [row] = await sql<{ environment: string; served_version: number; digest: string }>(
        `select environment, served_version, digest from environment
         where team_id = $1 and project_id = $2 and environment in ($3, $4)
         order by environment = $3 limit 1`,
        [teamId, projectId, environment, branch],
      );
      if (row === undefined) return { version: 0, digest: '' };
      const { environment: _name, ...place } = placeNamed(row.environment);
      return { ...place, version: row.served_version, digest: row.digest };
    },
    retire: async ({ projectId, environment }) => {
      await sql(
        `delete from environment where team_id = $1 and project_id = $2 and environment = $3
           and not is_rolled_back`,
        [teamId, projectId, environment],
      );
    },
    contents: async (place, version) => {
      const [row] = await sql<{ sealed: Buffer }>(
        `select sealed from environment_version
         where team_id = $1 and project_id = $2 and environment = $3 and version = $4`,
        [teamId, place.projectId, place.environment, version],
      );
      return row === undefined ? [] : openEnvironment(vault, teamId, place, row.sealed);
    },
    defer: async (projectIds, { cause, operationId = null }) => {
      await sql(
        `insert into stale_project (team_id, project_id, cause, operation_id, queued_at)
         select $1, project_id, $3, $4, now() from unnest($2::text[]) as p (project_id)
         on conflict (team_id, project_id) do update set cause = excluded.cause,
           operation_id = excluded.operation_id`,
        [teamId, projectIds, cause, operationId],
      );
    },
    settle: async (projectId) => {
      await sql('delete from stale_project where team_id = $1 and project_id = $2', [
        teamId,
        projectId,
      ]);
    },
    projectsOf: async (resourceId) => {
      const rows = await sql<{ project_id: ProjectId }>(
        `select project_id from connection where team_id = $1 and resource_id = $2
         order by project_id`,
        [teamId, resourceId],
      );
      return rows.map((row) => row.project_id);
    },
  };
}

/** What tells a version of an environment from others, and nobody what is in it. */
export function digestOf(
  vault: Vault,
  teamId: string,
  { projectId, environment }: Place,
  variables: readonly CompiledVariable[],
): Promise<string> {
  return vault.digest(teamId, `${projectId}:${environment}:${JSON.stringify(variables)}`);
}

/** Seals one version of an environment for its own place. */
export function sealEnvironment(
  vault: Vault,
  teamId: string,
  place: Place,
  variables: readonly CompiledVariable[],
): Promise<Buffer> {
  return vault.seal(teamId, contextOf(place), Buffer.from(JSON.stringify(variables), 'utf8'));
}

/** Opens one version of an environment. */
export async function openEnvironment(
  vault: Vault,
  teamId: string,
  place: Place,
  sealed: Buffer,
): Promise<readonly CompiledVariable[]> {
  const bytes = await vault.open(teamId, contextOf(place), sealed);
  return JSON.parse(bytes.toString('utf8')) as CompiledVariable[];
}

function contextOf({ projectId, environment }: Place): string {
  return `environment:${projectId}:${environment}`;
}
