import {
  allows,
  type MayTouch,
  ok,
  projectNotFound,
  type Refusal,
  type Result,
} from '@kontor/core';
import type { Action, ProjectId } from '@kontor/protocol/vocabulary';
import { type ProjectRow, projectColumns } from '../../postgres/project-store.ts';
import type { Sql } from '../../postgres/sql.ts';
import { forbidden } from '../authorise.ts';
import type { TeamCaller } from '../route.ts';

type Wanted = { readonly project: string; readonly action: Action; readonly environment?: string };

/**
 * The project that a path names, by id or name, if this caller may do `action` there. A token that
 * is limited to other projects finds nothing.
 */
export async function projectFor(
  sql: Sql,
  caller: TeamCaller,
  { project, action, environment }: Wanted,
): Promise<Result<ProjectRow, Refusal>> {
  const [row] = await sql<ProjectRow>(
    `select ${projectColumns()} from project where team_id = $1 and ${keyOf(project)} = $2`,
    [caller.team.id, project],
  );
  return judge(row, caller, {
    project,
    action,
    ...(environment === undefined ? {} : { environment }),
  });
}

/**
 * Refuses a token that is limited to other projects before anything is said about this one, for
 * calls whose use case looks the project up itself.
 */
export async function requireWithin(
  sql: Sql,
  { team, grant }: TeamCaller,
  project: string,
): Promise<Result<null, Refusal>> {
  if (grant.projects === undefined) return ok(null);
  const [row] = await sql<Pick<ProjectRow, 'project_id'>>(
    `select project_id from project where team_id = $1 and ${keyOf(project)} = $2`,
    [team.id, project],
  );
  const isWithin = row === undefined || grant.projects.includes(row.project_id);
  return isWithin ? ok(null) : projectNotFound(project);
}

/** No name of a project begins as ids do, so that one text is never both. */
export function keyOf(project: string): 'project_id' | 'name' {
  return project.startsWith('prj_') ? 'project_id' : 'name';
}

/** The project that was looked up, if there is one and the caller may do this there. */
export function judge<Row extends { readonly project_id: ProjectId }>(
  row: Row | undefined,
  caller: TeamCaller,
  { project, action, environment }: Wanted,
): Result<Row, Refusal> {
  if (row === undefined) return projectNotFound(project);
  const place = { action, projectId: row.project_id };
  const attempt = environment === undefined ? place : { ...place, environment };
  if (allows(caller.grant, attempt, caller.at)) return ok(row);
  const isOther = caller.grant.projects?.includes(row.project_id) === false;
  return isOther ? projectNotFound(project) : forbidden(action, caller.grant.role);
}

/** Asks the caller's grant about every environment that a change touches. */
export function mayTouch(caller: TeamCaller, action: Action): MayTouch {
  return ({ projectId, environments }) => {
    const isAllowed = environments.every((environment) =>
      allows(caller.grant, { action, projectId, environment }, caller.at),
    );
    return isAllowed ? undefined : forbidden(action, caller.grant.role).error;
  };
}
