import type { HandWrittenVariable, VariableStore } from '@kontor/core';
import type { VariableId } from '@kontor/protocol/vocabulary';
import type { Vault } from '../vault/vault.ts';
import type { Sql } from './sql.ts';

export type VariableRow = {
  variable_id: VariableId;
  name: string;
  environments: string[];
  sealed: Buffer;
  created_at: Date;
  updated_at: Date;
};

/** Hand-written variables in PostgreSQL, each value sealed. */
export function variableStore(sql: Sql, teamId: string, vault: Vault): VariableStore {
  return {
    find: async (projectId, id) => {
      const [row] = await sql<VariableRow>(
        `select * from variable where team_id = $1 and project_id = $2 and variable_id = $3
         for update`,
        [teamId, projectId, id],
      );
      if (row === undefined) return undefined;
      return { ...(await openVariable(vault, teamId, row)), createdAt: row.created_at };
    },
    save: async (projectId, { variableId, name, environments, value }, at) => {
      const sealed = await vault.seal(teamId, contextOf(variableId), Buffer.from(value, 'utf8'));
      await sql(
        `insert into variable (team_id, variable_id, project_id, name, environments, sealed,
           created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $7)
         on conflict (team_id, variable_id) do update set name = excluded.name,
           environments = excluded.environments, sealed = excluded.sealed, updated_at = $7`,
        [teamId, variableId, projectId, name, environments, sealed, at],
      );
    },
    remove: async (projectId, id) => {
      await sql(
        'delete from variable where team_id = $1 and project_id = $2 and variable_id = $3',
        [teamId, projectId, id],
      );
    },
  };
}

/** A variable with its value opened. */
export async function openVariable(
  vault: Vault,
  teamId: string,
  row: VariableRow,
): Promise<HandWrittenVariable> {
  const value = await vault.open(teamId, contextOf(row.variable_id), row.sealed);
  return {
    variableId: row.variable_id,
    name: row.name,
    environments: row.environments,
    value: value.toString('utf8'),
  };
}

function contextOf(id: VariableId): string {
  return `variable:${id}`;
}
