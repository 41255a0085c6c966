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
  ProjectSettings,
  ResourceId,
} from '@kontor/protocol/vocabulary';
import type { Vault } from '../vault/vault.ts';
import { violatedUnique } from './database.ts';
import { openKeyset } from './keyset-store.ts';
import { sharedWith } from './shared-variable-store.ts';
import type { Sql } from './sql.ts';
import { openVariable, type VariableRow } from './variable-store.ts';

export type ProjectRow = {
  project_id: ProjectId;
  name: string;
  settings: ProjectSettings;
  created_at: Date;
  updated_at: Date | null;
};

/** The columns of a {@link ProjectRow}, of the table `project` or of what it is called in a query. */
export const projectColumns = (table = 'project') =>
  ['project_id', 'name', 'settings', 'created_at', 'updated_at']
    .map((column) => `${table}.${column}`)
    .join(', ');

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
        `select ${projectColumns()} from project
         where team_id = $1 and project_id = any($2) order by project_id for update`,
        [teamId, ids],
      );
      return rows.map(projectOf);
    },
    lockNamed: async (idOrName) => {
      const [row] = await sql<ProjectRow>(
        `select ${projectColumns()} from project
         where team_id = $1 and (project_id = $2 or name = $2) for update`,
        [teamId, idOrName],
      );
      return row && projectOf(row);
    },
    insert: async ({ id, name, settings, createdAt, updatedAt }) => {
      const rows = await sql(
        `insert into project (team_id, project_id, name, settings, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (team_id, name) do nothing returning project_id`,
        [teamId, id, name, settings, createdAt, updatedAt],
      );
      return rows.length === 1;
    },
    save: (project) => saveUnlessTaken(sql, teamId, project),
    remove: async (id) => {
      await sql('delete from project where team_id = $1 and project_id = $2', [teamId, id]);
    },
    customEnvironments: async (id) => {
      const rows = await sql<{ environment_id: EnvironmentId; slug: string }>(
        `select environment_id, slug from custom_environment
         where team_id = $1 and project_id = $2 order by created_at, environment_id`,
        [teamId, id],
      );
      return rows.map((row): CustomEnvironment => ({ id: row.environment_id, slug: row.slug }));
    },
    inputs: async (id) => {
      const shared = await sharedWith(sql, teamId, vault, id);
      return {
        variables: await variablesOf(sql, teamId, vault, id),
        connections: await connectedTo(sql, teamId, vault, id),
        ...(shared.length > 0 && { shared }),
      };
    },
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

/** The connections of a project, with the secrets that they bring. */
export async function connectedTo(
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

/** A savepoint keeps the transaction usable when the name turns out to be taken. */
async function saveUnlessTaken(
  sql: Sql,
  teamId: string,
  { id, name, settings, updatedAt }: Project,
): Promise<boolean> {
  await sql('savepoint save_project');
  try {
    await sql(
      `update project set name = $3, settings = $4, updated_at = $5
       where team_id = $1 and project_id = $2`,
      [teamId, id, name, settings, updatedAt],
    );
  } catch (error) {
    if (violatedUnique(error) !== 'project_team_id_name_key') throw error;
    await sql('rollback to savepoint save_project');
    return false;
  }
  await sql('release savepoint save_project');
  return true;
}

export function projectOf(row: ProjectRow): Project {
  return {
    id: row.project_id,
    name: row.name,
    settings: row.settings,
    createdAt: row.created_at,
    updatedAt: row.updated_at ?? row.created_at,
  };
}
