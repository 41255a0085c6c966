import type { createNoteLateRotation } from '@kontor/core';
import type { ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';

export type LateRotationsPorts = {
  readonly sql: Sql;
  readonly noteLateRotation: ReturnType<typeof createNoteLateRotation>;
  readonly now: () => Date;
  /** Ends the run between two resources. */
  readonly signal: AbortSignal;
};

/** Tells of every rotation whose new secrets have not come in time. Several processes may do it at once. */
export async function noteLateRotations(ports: LateRotationsPorts): Promise<void> {
  const { sql, noteLateRotation, now, signal } = ports;
  const rows = await sql<{ team_id: TeamId; resource_id: ResourceId }>(
    `select team_id, resource_id from resource
     where secret_rotation ->> 'state' = 'running'
       and (secret_rotation ->> 'dueAt')::timestamptz <= $1
     limit 1000`,
    [now()],
  );
  for (const { team_id: teamId, resource_id: resourceId } of rows) {
    if (signal.aborted) return;
    await noteLateRotation({ teamId, resourceId });
  }
}
