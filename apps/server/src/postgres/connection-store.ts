import type { ChosenActions, Connection, ConnectionStore } from '@kontor/core';
import type {
  ConnectionId,
  InstallationId,
  ProjectId,
  ResourceId,
} from '@kontor/protocol/vocabulary';
import type { Sql } from './sql.ts';

export type ConnectionRow = {
  connection_id: ConnectionId;
  resource_id: ResourceId;
  project_id: ProjectId;
  environments: string[];
  prefix: string | null;
  makes_sensitive: boolean;
  deployments: ChosenActions;
  created_at: Date;
};

const SELECT = 'select * from connection where team_id = $1 and resource_id = $2';

/** Connections in PostgreSQL, of one team, in the transaction that `sql` runs in. */
export function connectionStore(sql: Sql, teamId: string): ConnectionStore {
  return {
    find: async (resourceId, id) => {
      const [row] = await sql<ConnectionRow>(`${SELECT} and connection_id = $3 for update`, [
        teamId,
        resourceId,
        id,
      ]);
      return row && connectionOf(row);
    },
    listOf: async (resourceId) => {
      const rows = await sql<ConnectionRow>(`${SELECT} order by connection_id`, [
        teamId,
        resourceId,
      ]);
      return rows.map(connectionOf);
    },
    actingOn: async (projectId) => {
      const rows = await sql<ConnectionRow & { installation_id: InstallationId }>(
        `select c.*, r.installation_id from connection c
         join resource r on r.team_id = c.team_id and r.resource_id = c.resource_id
         join installation i
           on i.team_id = r.team_id and i.installation_id = r.installation_id
         where c.team_id = $1 and c.project_id = $2 and c.deployments -> 'actions' <> '[]'
           and r.lifecycle = 'active' and i.lifecycle = 'installed'
         order by c.created_at, c.connection_id`,
        [teamId, projectId],
      );
      return rows.map((row) => ({ ...connectionOf(row), installationId: row.installation_id }));
    },
    insert: async (connection) => {
      const rows = await sql(
        `insert into connection (team_id, connection_id, resource_id, project_id, environments,
           prefix, created_at, makes_sensitive, deployments)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (team_id, resource_id, project_id) do nothing returning connection_id`,
        [
          teamId,
          connection.id,
          connection.resourceId,
          connection.projectId,
          connection.environments,
          connection.prefix,
          connection.createdAt,
          connection.makesSensitive,
          connection.deployments,
        ],
      );
      return rows.length === 1;
    },
    save: async (connection) => {
      await sql(
        `update connection set environments = $3, prefix = $4, makes_sensitive = $5,
           deployments = $6 where team_id = $1 and connection_id = $2`,
        [
          teamId,
          connection.id,
          connection.environments,
          connection.prefix,
          connection.makesSensitive,
          connection.deployments,
        ],
      );
    },
    remove: async (id) => {
      await sql('delete from connection where team_id = $1 and connection_id = $2', [teamId, id]);
    },
    removeAll: (resourceId) => removeWhere(sql, 'resource_id', [teamId, resourceId]),
    removeFrom: (projectId) => removeWhere(sql, 'project_id', [teamId, projectId]),
  };
}

async function removeWhere(
  sql: Sql,
  column: 'resource_id' | 'project_id',
  values: readonly [teamId: string, id: string],
): Promise<readonly Connection[]> {
  const rows = await sql<ConnectionRow>(
    `with removed as (
       delete from connection where team_id = $1 and ${column} = $2 returning *
     )
     select * from removed order by connection_id`,
    values,
  );
  return rows.map(connectionOf);
}

export function connectionOf(row: ConnectionRow): Connection {
  return {
    id: row.connection_id,
    resourceId: row.resource_id,
    projectId: row.project_id,
    environments: row.environments,
    prefix: row.prefix,
    makesSensitive: row.makes_sensitive,
    deployments: row.deployments,
    createdAt: row.created_at,
  };
}
