import type { Check, CheckStore } from '@kontor/core';
import type { Sql } from './sql.ts';

type Row = {
  check_id: Check['id'];
  project_id: Check['projectId'];
  name: string;
  requires: Check['requires'];
  blocks: Check['blocks'];
  targets: string[];
  is_rerequestable: boolean;
  timeout_seconds: number;
  source: Check['source'];
  installation_id: Check['installationId'];
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
};

const SELECT = `select c.* from project_check c
  where c.team_id = $1 and c.project_id = $2 and c.deleted_at is null`;

/** Checks of projects in PostgreSQL, of one team, in the transaction that `sql` runs in. */
export function checkStore(sql: Sql, teamId: string): CheckStore {
  return {
    find: async (projectId, id) => {
      const rows = await sql<Row>(`${SELECT} and c.check_id = $3`, [teamId, projectId, id]);
      return rows.map(checkOf)[0];
    },
    inForce: async (projectId) => {
      const rows = await sql<Row>(
        `${SELECT} and (c.installation_id is null or exists (
           select from installation i where i.team_id = $1
             and i.installation_id = c.installation_id and i.lifecycle = 'installed'))
         order by c.check_id`,
        [teamId, projectId],
      );
      return rows.map(checkOf);
    },
    save: async (check) => {
      await sql(
        `insert into project_check (team_id, check_id, project_id, installation_id, created_at,
           name, requires, blocks, targets, is_rerequestable, timeout_seconds, source, updated_at,
           deleted_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict (team_id, check_id) do update set name = $6, requires = $7, blocks = $8,
           targets = $9, is_rerequestable = $10, timeout_seconds = $11, source = $12,
           updated_at = $13, deleted_at = $14`,
        [
          teamId,
          check.id,
          check.projectId,
          check.installationId,
          check.createdAt,
          check.name,
          check.requires,
          check.blocks,
          check.targets,
          check.isRerequestable,
          check.timeoutSeconds,
          check.source,
          check.updatedAt,
          check.deletedAt,
        ],
      );
    },
  };
}

function checkOf(row: Row): Check {
  return {
    id: row.check_id,
    projectId: row.project_id,
    name: row.name,
    requires: row.requires,
    blocks: row.blocks,
    targets: row.targets,
    isRerequestable: row.is_rerequestable,
    timeoutSeconds: row.timeout_seconds,
    source: row.source,
    installationId: row.installation_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
  };
}
