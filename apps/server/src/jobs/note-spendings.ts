import type { createNoteSpending } from '@kontor/core';
import type { TeamId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';
import { createRound } from './round.ts';

export type SpendingsPorts = {
  readonly sql: Sql;
  readonly noteSpending: ReturnType<typeof createNoteSpending>;
  /** Told of each team whose spending cannot be looked at. */
  readonly onError: (error: unknown) => void;
  /** Ends the run between two teams. */
  readonly signal: AbortSignal;
};

/** Teams that one run looks at. What was reported, billed or bought was looked at when it came. */
const BATCH = 500;

/**
 * Looks at what teams with limits have spent, the next ones with each run. Several processes may do it at
 * once. What cannot be done is reported and comes again.
 *
 * @see docs/spending.md
 */
export function createNoteSpendings(ports: SpendingsPorts): () => Promise<void> {
  const { sql, noteSpending, onError, signal } = ports;
  const nextTeams = createRound<TeamId>(async (after, limit) => {
    const rows = await sql<{ team_id: TeamId }>(
      'select distinct team_id from spend_limit where team_id > $1 order by team_id limit $2',
      [after ?? '', limit],
    );
    return rows.map((row) => row.team_id);
  }, BATCH);
  return async () => {
    for (const teamId of await nextTeams()) {
      if (signal.aborted) return;
      try {
        await noteSpending(teamId);
      } catch (cause) {
        onError(new Error(`what ${teamId} has spent is not looked at yet`, { cause }));
      }
    }
  };
}
