import type { NewEvent } from '@kontor/core';
import { mintedIdLength, teamId } from '@kontor/protocol/vocabulary';
import { eventLog } from '../postgres/event-log.ts';
import type { Sql } from '../postgres/sql.ts';

/** Something that happened to a team, before it has its place in the team's log. */
export type TeamEvent = NewEvent & { readonly teamId: string };

/**
 * Whose log has what happened to the host itself: it is sealed and verified as those of teams are. Ids
 * begin with the time, so no team ever gets this one.
 */
export const HOST_LOG = teamId.parse(`team_${'0'.repeat(mintedIdLength)}`);

/** Writes an event in the transaction of the change that it tells of: both happen or neither. */
export type RecordEvent = (sql: Sql, event: TeamEvent) => Promise<void>;

export function createRecordEvent(now: () => Date): RecordEvent {
  return (sql, { teamId, ...event }) => eventLog(sql, teamId, now).append(event);
}
