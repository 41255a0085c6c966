import type { Event as EventView } from '@kontor/protocol/kontor';
import { eventId, teamId } from '@kontor/protocol/vocabulary';
import type { EventRow } from './event-log.ts';

/** An event of a log as it is shown. */
export function eventView(row: EventRow): EventView {
  return {
    id: eventId.parse(row.event_id),
    teamId: teamId.parse(row.team_id),
    sequence: Number(row.sequence),
    type: row.type,
    at: row.at.toISOString(),
    actor: row.actor,
    subject: row.subject,
    operationId: row.operation_id,
    data: structuredClone(row.data) as EventView['data'],
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}
