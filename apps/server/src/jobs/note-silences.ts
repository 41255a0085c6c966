import { type createNoteSilence, silentAfterMs } from '@kontor/core';
import type { InstallationId, TeamId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';
import { isDueSql } from '../postgres/team-clock.ts';

export type SilencesPorts = {
  readonly sql: Sql;
  readonly noteSilence: ReturnType<typeof createNoteSilence>;
  readonly now: () => Date;
  /** Told of each silence that cannot be noted. */
  readonly onError: (error: unknown) => void;
  /** Ends the run between two installations. */
  readonly signal: AbortSignal;
};

type Row = { team_id: TeamId; installation_id: InstallationId };

/** Silences noted in one run, the longest first. */
const BATCH = 100;

/**
 * Tells of every installation whose provider has stopped to report usage, before a day is lost.
 * Several processes may do it at once. What cannot be done is reported and comes again.
 */
export async function noteSilences(ports: SilencesPorts): Promise<void> {
  const { sql, noteSilence, now, onError, signal } = ports;
  const rows = await sql<Row>(
    `select r.team_id, r.installation_id from usage_reporting r
     join installation i on i.team_id = r.team_id and i.installation_id = r.installation_id
     where r.silent_since is null and i.lifecycle = 'installed'
       and ${isDueSql('r.last_at', { team: 'r.team_id', now: '$1', afterMs: '$2' })}
     order by r.last_at limit ${BATCH}`,
    [now(), silentAfterMs],
  );
  for (const { team_id: teamId, installation_id: installationId } of rows) {
    if (signal.aborted) return;
    try {
      await noteSilence({ teamId, installationId });
    } catch (cause) {
      onError(new Error(`the silence in ${installationId} is not noted yet`, { cause }));
    }
  }
}
