import { actionsIn, type Grant } from '@kontor/core';
import type { Event as EventView } from '@kontor/protocol/kontor';
import { eventId, teamId } from '@kontor/protocol/vocabulary';
import { eventText } from '../event-texts/event-text.ts';
import type { EventRow } from './event-log.ts';

/** How much of an event somebody is shown: amounts of money are for those who may read invoices. */
export type Sight = 'all' | 'without-amounts';

/** What a member, or a machine, is shown of the log of its team. */
export function sightOf(grant: Grant): Sight {
  return actionsIn(grant).includes('invoice:read') ? 'all' : 'without-amounts';
}

/** An event of a log as it is shown. What it hashes to is told of the whole, whoever sees it. */
export function eventView(row: EventRow, sight: Sight): EventView {
  const whole = structuredClone(row.data) as EventView['data'];
  const data = sight === 'all' ? whole : withoutAmounts(whole);
  return {
    id: eventId.parse(row.event_id),
    teamId: teamId.parse(row.team_id),
    sequence: Number(row.sequence),
    type: row.type,
    text: eventText(row.type, data),
    at: row.at.toISOString(),
    actor: row.actor,
    subject: row.subject,
    operationId: row.operation_id,
    data,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}

/** The facts of events that are amounts, by their names. */
const AMOUNT = /amount|total$|^(?:bought|budget|cap|price|due|left|spent)$/i;

function withoutAmounts(data: EventView['data']): EventView['data'] {
  return Object.fromEntries(Object.entries(data).filter(([name]) => !AMOUNT.test(name)));
}
