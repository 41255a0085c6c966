import { refreshProject, type TeamTx, type Transact } from '@kontor/core';
import type { ProjectId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';

export type RefreshStalePorts = {
  readonly sql: Sql;
  readonly transact: Transact<TeamTx>;
};

type Row = {
  team_id: string;
  project_id: ProjectId;
  cause: string;
  operation_id: string | null;
  queued_at: Date;
};

/** Projects looked up at a time. */
const BATCH = 100;

/**
 * Compiles the projects that a change left for later, each in a transaction of its own, until none
 * is left. Two processes at once do each project's work twice at worst, and the second time changes
 * nothing.
 */
export async function refreshStaleProjects({ sql, transact }: RefreshStalePorts): Promise<void> {
  for (;;) {
    const stale = await sql<Row>(
      'select * from stale_project order by queued_at, project_id limit $1',
      [BATCH],
    );
    if (stale.length === 0) return;
    for (const row of stale) await transact(row.team_id, (tx) => refresh(tx, row));
  }
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
