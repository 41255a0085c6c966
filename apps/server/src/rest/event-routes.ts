import { idOfActor, ok } from '@kontor/core';
import type { Event } from '@kontor/protocol/kontor';
import { type EventCategory, restEndpoints, type UserEvent } from '@kontor/protocol/rest';
import type { EventType } from '@kontor/protocol/vocabulary';
import { eventText } from '../event-texts/event-text.ts';
import { type Route, route } from '../http/route.ts';
import type { EventRow } from '../postgres/event-log.ts';
import { eventView, sightOf } from '../postgres/event-view.ts';
import type { Sql } from '../postgres/sql.ts';
import { categoryLabels, type ProtocolEventType, protocolEventTypes } from './event-types.ts';

/** What happened in a team, as clients of the protocol list it. */
export function restEventRoutes({ read }: { readonly read: Sql }): readonly Route[] {
  return [
    route(restEndpoints.listUserEvents, async ({ caller, query }) => {
      const { since, until, limit, userId, principalId } = query;
      const rows = await read<EventRow>(
        `select * from event where team_id = $1
           and ($3::timestamptz is null or at > $3) and ($4::timestamptz is null or at < $4)
           and ($5::text[] is null or type = any($5))
           and ($6::text is null or actor->>'userId' = $6)
           and ($7::text is null or $7 in (actor->>'userId', actor->>'tokenId',
             actor->>'serviceId', actor->>'installationId'))
           and ($8::text[] is null or subject->>'project' = any($8))
         order by sequence desc limit $2`,
        [
          ...[caller.team.id, limit, since ?? null, until ?? null],
          query.types === undefined ? null : ownTypes(query.types),
          ...[userId ?? null, principalId ?? null],
          query.projectIds === undefined ? null : wordsOf(query.projectIds),
        ],
      );
      const sight = sightOf(caller.grant);
      const events = rows.map((row) => {
        const seen = eventView(row, sight);
        const payload = query.withPayload === 'true' ? { payload: payloadOf(seen) } : {};
        return { ...userEventOf(row, seen.text), ...payload };
      });
      return ok({ status: 200, body: { events } });
    }),
    route(restEndpoints.listEventTypes, async () => {
      const types = Object.entries(protocolEventTypes).map(([own, { name, category }]) => ({
        name,
        description: eventText(own),
        categories: [category],
      }));
      return ok({ status: 200, body: { categories: [...categories], types } });
    }),
  ];
}

const categories = Object.entries(categoryLabels).map(([name, label]) => ({
  name: name as EventCategory,
  label,
}));

/** Types of the log that are meant; a word that nothing here goes by finds nothing. */
function ownTypes(named: string): readonly string[] {
  const words = wordsOf(named);
  return Object.entries(protocolEventTypes)
    .filter(([, { name }]) => words.includes(name))
    .map(([own]) => own);
}

function wordsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** What is said of an event to whoever asks for all of it; no secret stands in the log. */
function payloadOf({ subject, data }: Event): NonNullable<UserEvent['payload']> {
  const ids = Object.entries(subject).map(([about, id]) => [idNames[about] ?? `${about}Id`, id]);
  return { ...data, ...Object.fromEntries(ids) };
}

/** Where the protocol has another word for what an id names. */
const idNames: Readonly<Record<string, string>> = {
  installation: 'configurationId',
  resource: 'storeId',
  person: 'userId',
  variable: 'envId',
  sharedVariable: 'envId',
};

function userEventOf({ event_id, type, at, actor }: EventRow, text: string): UserEvent {
  const known = wordFor(type);
  return {
    id: event_id,
    text,
    createdAt: at.getTime(),
    entities: [],
    principalId: idOfActor(actor) ?? 'system',
    ...(actor.kind === 'person' && { userId: actor.userId }),
    ...('tokenId' in actor && actor.tokenId !== undefined && { tokenId: actor.tokenId }),
    ...(known && { type: known.name, categories: [known.category] }),
  };
}

function wordFor(type: string): ProtocolEventType | undefined {
  return Object.hasOwn(protocolEventTypes, type)
    ? protocolEventTypes[type as EventType]
    : undefined;
}
