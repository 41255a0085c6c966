import type { HandWrittenVariable, StampedVariable, VariableStore } from '@kontor/core';
import type { VariableId, VariableType, VariableVisibility } from '@kontor/protocol/vocabulary';
import type { Vault } from '../vault/vault.ts';
import type { Sql } from './sql.ts';
import { type StampedRow, stampsOf } from './stamped-row.ts';

export type VariableRow = StampedRow & {
  variable_id: VariableId;
  name: string;
  environments: string[];
  git_branch: string | null;
  type: VariableType;
  visibility: VariableVisibility | null;
  comment: string | null;
  sealed: Buffer;
};

/** Everything of a {@link VariableRow} but what is sealed. */
export const variableColumns = `variable_id, name, environments, git_branch, type, visibility,
  comment, created_at, created_by, updated_at, updated_by`;

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
      return { ...(await openVariable(vault, teamId, row)), ...stampsOf(row) };
    },
    save: async (projectId, variable, { at, by }) => {
      const { variableId, name, environments, value, gitBranch, type, visibility, comment } =
        variable;
      const sealed = await vault.seal(
        teamId,
        variableContext(variableId),
        Buffer.from(value, 'utf8'),
      );
      await sql(
        `insert into variable (team_id, variable_id, project_id, name, environments, sealed,
           git_branch, type, visibility, comment, created_at, updated_at, created_by, updated_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $12)
         on conflict (team_id, variable_id) do update set name = excluded.name,
           environments = excluded.environments, sealed = excluded.sealed,
           git_branch = excluded.git_branch, type = excluded.type,
           visibility = excluded.visibility, comment = excluded.comment,
           updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
        [
          teamId,
          variableId,
          projectId,
          name,
          environments,
          sealed,
          gitBranch,
          type,
          visibility,
          comment,
          at,
          by,
        ],
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
  const value = await vault.open(teamId, variableContext(row.variable_id), row.sealed);
  return { ...shownPart(row), value: value.toString('utf8') };
}

/** A variable as far as it can be told without opening anything. */
export function variableOf(row: Omit<VariableRow, 'sealed'>): Omit<StampedVariable, 'value'> {
  return { ...shownPart(row), ...stampsOf(row) };
}

function shownPart(row: Omit<VariableRow, 'sealed'>): Omit<HandWrittenVariable, 'value'> {
  return {
    variableId: row.variable_id,
    name: row.name,
    environments: row.environments,
    gitBranch: row.git_branch,
    type: row.type,
    visibility: row.visibility,
    comment: row.comment,
  };
}

/** What the vault binds it to. */
export function variableContext(id: VariableId): string {
  return `variable:${id}`;
}
