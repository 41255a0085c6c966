import type { createNoteSpending } from '@kontor/core';
import type { TeamId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';

export type SpendingsPorts = {
  readonly sql: Sql;
  readonly noteSpending: ReturnType<typeof createNoteSpending>;
  /** Told of each team whose spending cannot be looked at. */
  readonly onError: (error: unknown) => void;
  /** Ends the run between two teams. */
  readonly signal: AbortSignal;
};

/**
 * Looks at what every team with limits has spent. Several processes may do it at once. What cannot be
 * done is reported and comes again.
 */
export async function noteSpendings(ports: SpendingsPorts): Promise<void> {
  const { sql, noteSpending, onError, signal } = ports;
  const rows = await sql<{ team_id: TeamId }>('select distinct team_id from spend_limit');
  for (const { team_id: teamId } of rows) {
    if (signal.aborted) return;
    try {
      await noteSpending(teamId);
    } catch (cause) {
      onError(new Error(`what ${teamId} has spent is not looked at yet`, { cause }));
    }
  }
}
