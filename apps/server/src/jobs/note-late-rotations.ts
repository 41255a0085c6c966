import type { createNoteLateRotation } from '@kontor/core';
import type { ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';

export type LateRotationsPorts = {
  readonly sql: Sql;
  readonly noteLateRotation: ReturnType<typeof createNoteLateRotation>;
  readonly now: () => Date;
  /** Told of each rotation that cannot be noted. */
  readonly onError: (error: unknown) => void;
  /** Ends the run between two resources. */
  readonly signal: AbortSignal;
};

/**
 * Tells of every rotation whose new secrets have not come in time. Several processes may do it at once.
 * What cannot be done is reported and comes again with the next run, and the others go on.
 */
export async function noteLateRotations(ports: LateRotationsPorts): Promise<void> {
  const { sql, noteLateRotation, now, onError, signal } = ports;
  const rows = await sql<{ team_id: TeamId; resource_id: ResourceId }>(
    `select team_id, resource_id from resource
     where secret_rotation ->> 'state' = 'running' and lifecycle = 'active'
       and (secret_rotation ->> 'dueAt')::timestamptz <= $1`,
    [now()],
  );
  for (const { team_id: teamId, resource_id: resourceId } of rows) {
    if (signal.aborted) return;
    try {
      await noteLateRotation({ teamId, resourceId });
    } catch (cause) {
      const which = `the rotation of ${resourceId} of ${teamId}`;
      onError(new Error(`${which} is late, which is not noted yet`, { cause }));
    }
  }
}
