import { refreshProject, type TeamTx, type Transact } from '@kontor/core';
import type { ProjectId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';

export type RefreshStalePorts = {
  readonly sql: Sql;
  readonly transact: Transact<TeamTx>;
  /** Told of each project that cannot be compiled. */
  readonly onError: (error: unknown) => void;
  /** Ends the run between two projects. */
  readonly signal: AbortSignal;
};

type Row = {
  team_id: string;
  project_id: ProjectId;
  cause: string;
  operation_id: string | null;
};

/** How long a project belongs to the run that took it, and waits after its first failure. */
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 5 * 60_000;

/**
 * Compiles the projects that a change left for later, each in a transaction of its own, until none
 * is due. Several processes may do it at once: a project is taken by one of them. One that breaks
 * down is reported and put off, longer each time, and the others go on.
 */
export async function refreshStaleProjects(ports: RefreshStalePorts): Promise<void> {
  while (!ports.signal.aborted) {
    const row = await takeDue(ports.sql);
    if (row === undefined) return;
    try {
      await ports.transact(row.team_id, (tx) => refresh(tx, row));
    } catch (cause) {
      const which = `the project ${row.project_id} of ${row.team_id}`;
      ports.onError(new Error(`${which} is not up to date and is tried again`, { cause }));
    }
  }
}

/** Taking a project puts it off at once, so that one whose process dies comes back by itself. */
async function takeDue(sql: Sql): Promise<Row | undefined> {
  const [row] = await sql<Row>(
    `with due as materialized (
       select team_id, project_id from stale_project where due_at <= now()
       order by due_at, project_id limit 1 for update skip locked)
     update stale_project s set attempts = s.attempts + 1, due_at = now()
       + least($1 * power(2, least(s.attempts, 20)), $2) * interval '1 millisecond'
     from due where s.team_id = due.team_id and s.project_id = due.project_id
     returning s.team_id, s.project_id, s.cause, s.operation_id`,
    [FIRST_WAIT_MS, LONGEST_WAIT_MS],
  );
  return row;
}

/** The note goes in the transaction that has done what it asks for. */
async function refresh(tx: TeamTx, { project_id, cause, operation_id }: Row): Promise<void> {
  const [project] = await tx.projects.lock([project_id]);
  if (project === undefined) return;
  await refreshProject(tx, project_id, {
    cause,
    ...(operation_id === null ? {} : { operationId: operation_id }),
  });
  await tx.environments.settle(project_id);
}
