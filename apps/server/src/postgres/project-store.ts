import type {
  ConnectedKeyset,
  CustomEnvironment,
  HandWrittenVariable,
  Project,
  ProjectStore,
} from '@kontor/core';
import type {
  ConnectionId,
  EnvironmentId,
  ProjectId,
  ResourceId,
} from '@kontor/protocol/vocabulary';
import type { Vault } from '../vault/vault.ts';
import { openKeyset } from './keyset-store.ts';
import type { Sql } from './sql.ts';
import { openVariable, type VariableRow } from './variable-store.ts';

type ProjectRow = { project_id: ProjectId; name: string; created_at: Date };
type ConnectedRow = {
  connection_id: ConnectionId;
  resource_id: ResourceId;
  resource_name: string;
  environments: string[];
  prefix: string | null;
  created_at: Date;
  sealed: Buffer | null;
};

/** Projects in PostgreSQL, of one team, in the transaction that `sql` runs in. */
export function projectStore(sql: Sql, teamId: string, vault: Vault): ProjectStore {
  return {
    lock: async (ids) => {
      const rows = await sql<ProjectRow>(
        `select project_id, name, created_at from project
         where team_id = $1 and project_id = any($2) order by project_id for update`,
        [teamId, ids],
      );
      return rows.map(projectOf);
    },
    lockNamed: async (idOrName) => {
      const [row] = await sql<ProjectRow>(
        `select project_id, name, created_at from project
         where team_id = $1 and (project_id = $2 or name = $2) for update`,
        [teamId, idOrName],
      );
      return row && projectOf(row);
    },
    customEnvironments: async (id) => {
      const rows = await sql<{ environment_id: EnvironmentId; slug: string }>(
        `select environment_id, slug from custom_environment
         where team_id = $1 and project_id = $2 order by created_at, environment_id`,
        [teamId, id],
      );
      return rows.map((row): CustomEnvironment => ({ id: row.environment_id, slug: row.slug }));
    },
    inputs: async (id) => ({
      variables: await variablesOf(sql, teamId, vault, id),
      connections: await connectedTo(sql, teamId, vault, id),
    }),
  };
}

async function variablesOf(
  sql: Sql,
  teamId: string,
  vault: Vault,
  projectId: ProjectId,
): Promise<readonly HandWrittenVariable[]> {
  const rows = await sql<VariableRow>(
    'select * from variable where team_id = $1 and project_id = $2 order by variable_id',
    [teamId, projectId],
  );
  return Promise.all(rows.map((row) => openVariable(vault, teamId, row)));
}

async function connectedTo(
  sql: Sql,
  teamId: string,
  vault: Vault,
  projectId: ProjectId,
): Promise<readonly ConnectedKeyset[]> {
  const rows = await sql<ConnectedRow>(
    `select c.connection_id, c.resource_id, r.name as resource_name, c.environments, c.prefix,
            c.created_at, k.sealed
     from connection c
     join resource r on r.team_id = c.team_id and r.resource_id = c.resource_id
     left join keyset k on k.team_id = c.team_id and k.resource_id = c.resource_id
     where c.team_id = $1 and c.project_id = $2 order by c.created_at, c.connection_id`,
    [teamId, projectId],
  );
  return Promise.all(
    rows.map(async (row) => ({
      connectionId: row.connection_id,
      resourceId: row.resource_id,
      resourceName: row.resource_name,
      environments: row.environments,
      createdAt: row.created_at,
      keyset:
        row.sealed === null
          ? { secrets: [] }
          : await openKeyset(vault, teamId, row.resource_id, row.sealed),
      ...(row.prefix === null ? {} : { prefix: row.prefix }),
    })),
  );
}

function projectOf(row: ProjectRow): Project {
  return { id: row.project_id, name: row.name, createdAt: row.created_at };
}
