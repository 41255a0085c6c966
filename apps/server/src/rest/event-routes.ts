import { idOfActor, ok } from '@kontor/core';
import { type EventCategory, restEndpoints, type UserEvent } from '@kontor/protocol/rest';
import { type Route, route } from '../http/route.ts';
import type { EventRow } from '../postgres/event-log.ts';
import type { Sql } from '../postgres/sql.ts';
import { categoryLabels, protocolEventTypes } from './event-types.ts';

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
      const events = rows.map((row) => ({
        ...userEventOf(row),
        ...(query.withPayload === 'true' && { payload: payloadOf(row) }),
      }));
      return ok({ status: 200, body: { events } });
    }),
    route(restEndpoints.listEventTypes, async () => {
      const types = Object.values(protocolEventTypes).map(({ category, ...type }) => ({
        ...type,
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
function payloadOf({ subject, data }: EventRow): NonNullable<UserEvent['payload']> {
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

function userEventOf({ event_id, type, at, actor, data }: EventRow): UserEvent {
  const known = protocolEventTypes[type];
  const name = typeof data.name === 'string' ? `: ${data.name}` : '';
  return {
    id: event_id,
    text: `${known?.description ?? type}${name}`,
    createdAt: at.getTime(),
    entities: [],
    principalId: idOfActor(actor) ?? 'system',
    ...(actor.kind === 'person' && { userId: actor.userId }),
    ...('tokenId' in actor && actor.tokenId !== undefined && { tokenId: actor.tokenId }),
    ...(known && { type: known.name, categories: [known.category] }),
  };
}
