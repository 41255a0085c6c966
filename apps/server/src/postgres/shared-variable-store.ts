import type { SharedVariable, SharedVariableStore, StampedSharedVariable } from '@kontor/core';
import type {
  BuiltInEnvironment,
  ProjectId,
  SharedVariableId,
  VariableType,
} from '@kontor/protocol/vocabulary';
import type { Vault } from '../vault/vault.ts';
import type { Sql } from './sql.ts';
import { type StampedRow, stampsOf } from './stamped-row.ts';

export type SharedVariableRow = StampedRow & {
  shared_variable_id: SharedVariableId;
  name: string;
  environments: BuiltInEnvironment[];
  type: VariableType;
  comment: string | null;
  sealed: Buffer;
};

type LinkRow = { shared_variable_id: SharedVariableId; project_id: ProjectId };

/** Shared variables in PostgreSQL, each value sealed. */
export function sharedVariableStore(sql: Sql, teamId: string, vault: Vault): SharedVariableStore {
  const whole = async (rows: readonly SharedVariableRow[]) => {
    const links = await linksOf(
      sql,
      teamId,
      rows.map((row) => row.shared_variable_id),
    );
    return Promise.all(
      rows.map(async (row) => ({
        ...(await openShared(vault, teamId, row)),
        projectIds: links.get(row.shared_variable_id) ?? [],
        ...stampsOf(row),
      })),
    );
  };
  return {
    lock: async (ids) =>
      whole(
        await sql<SharedVariableRow>(
          `select * from shared_variable where team_id = $1 and shared_variable_id = any($2)
           order by shared_variable_id for update`,
          [teamId, ids],
        ),
      ),
    find: async ({ names, ids, projectId }) =>
      whole(
        await sql<SharedVariableRow>(
          `select s.* from shared_variable s
           where s.team_id = $1 and (s.name = any($2) or s.shared_variable_id = any($3)
             or exists (select 1 from shared_variable_link l where l.team_id = s.team_id
               and l.shared_variable_id = s.shared_variable_id and l.project_id = $4))
           order by s.shared_variable_id`,
          [teamId, names, ids, projectId],
        ),
      ),
    save: async ({ sharedVariableId: id, projectIds, ...variable }, { at, by }) => {
      const { name, environments, value, type, comment } = variable;
      const sealed = await vault.seal(teamId, contextOf(id), Buffer.from(value, 'utf8'));
      await sql(
        `insert into shared_variable (team_id, shared_variable_id, name, environments, type, comment,
           sealed, created_at, created_by, updated_at, updated_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, $9)
         on conflict (team_id, shared_variable_id) do update set name = excluded.name,
           environments = excluded.environments, type = excluded.type, comment = excluded.comment,
           sealed = excluded.sealed, updated_at = excluded.updated_at,
           updated_by = excluded.updated_by`,
        [teamId, id, name, environments, type, comment, sealed, at, by],
      );
      await sql(
        `delete from shared_variable_link
         where team_id = $1 and shared_variable_id = $2 and project_id <> all ($3)`,
        [teamId, id, projectIds],
      );
      await sql(
        `insert into shared_variable_link (team_id, shared_variable_id, project_id)
         select $1, $2, project_id from unnest($3::text[]) as p (project_id)
         on conflict do nothing`,
        [teamId, id, projectIds],
      );
    },
    remove: async (id) => {
      await sql('delete from shared_variable where team_id = $1 and shared_variable_id = $2', [
        teamId,
        id,
      ]);
    },
  };
}

/** The projects that each is linked to, in order of their ids. */
export async function linksOf(
  sql: Sql,
  teamId: string,
  ids: readonly SharedVariableId[],
): Promise<ReadonlyMap<SharedVariableId, ProjectId[]>> {
  const rows = await sql<LinkRow>(
    `select shared_variable_id, project_id from shared_variable_link
     where team_id = $1 and shared_variable_id = any($2) order by project_id`,
    [teamId, ids],
  );
  const links = new Map<SharedVariableId, ProjectId[]>();
  for (const { shared_variable_id: id, project_id: projectId } of rows) {
    links.set(id, [...(links.get(id) ?? []), projectId]);
  }
  return links;
}

/** Those that are linked to a project, values opened. */
export async function sharedWith(
  sql: Sql,
  teamId: string,
  vault: Vault,
  projectId: string,
): Promise<readonly SharedVariable[]> {
  const rows = await sql<SharedVariableRow>(
    `select s.* from shared_variable_link l join shared_variable s using (team_id, shared_variable_id)
     where l.team_id = $1 and l.project_id = $2 order by s.shared_variable_id`,
    [teamId, projectId],
  );
  return Promise.all(rows.map((row) => openShared(vault, teamId, row)));
}

/** A shared variable with its value opened. */
export async function openShared(
  vault: Vault,
  teamId: string,
  row: SharedVariableRow,
): Promise<SharedVariable> {
  const value = await vault.open(teamId, contextOf(row.shared_variable_id), row.sealed);
  return { ...shownPart(row), value: value.toString('utf8') };
}

/** A shared variable as far as it can be told without opening anything. */
export function sharedVariableOf(
  row: Omit<SharedVariableRow, 'sealed'>,
  projectIds: readonly ProjectId[],
): Omit<StampedSharedVariable, 'value'> {
  return { ...shownPart(row), projectIds, ...stampsOf(row) };
}

function shownPart(row: Omit<SharedVariableRow, 'sealed'>): Omit<SharedVariable, 'value'> {
  return {
    sharedVariableId: row.shared_variable_id,
    name: row.name,
    environments: row.environments,
    type: row.type,
    comment: row.comment,
  };
}

function contextOf(id: SharedVariableId): string {
  return `shared-variable:${id}`;
}
