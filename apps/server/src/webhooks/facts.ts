import type { JsonValue, NewEvent } from '@kontor/core';
import type { Sql } from '../postgres/sql.ts';
import { webhookMappings } from './events/index.ts';
import { type Lookups, lookupsOf } from './lookups.ts';

/** What was looked up to tell of an event, by the question. */
export type Facts = Readonly<Record<string, JsonValue>>;

/**
 * Looks up what webhooks will say of an event, in the transaction that appends it: what changes
 * afterwards, and what is gone by the time somebody is told, makes no difference. Null where nobody
 * is told of such events.
 */
export async function factsFor(sql: Sql, teamId: string, event: NewEvent): Promise<Facts | null> {
  const mapping = webhookMappings[event.type];
  if (mapping === undefined) return null;
  const facts: Record<string, JsonValue> = {};
  const look = askedThrough(lookupsOf(sql, teamId), async (question, ask) => {
    const answer = await ask();
    // JSON has no undefined, and no lookup answers null
    facts[question] = (answer ?? null) as JsonValue;
    return answer;
  });
  const placed = { data: {}, ...event, id: '', teamId, sequence: 0, at: new Date(0) };
  // what no webhook can be made of is no reason to undo the change; the outbox reports it
  await mapping(placed, look).catch(() => undefined);
  return facts;
}

/** Answers from what was looked up then; what was not is looked up now. */
export function lookupsFrom(facts: Facts, look: Lookups): Lookups {
  return askedThrough(look, async (question, ask) =>
    question in facts ? (facts[question] ?? undefined) : ask(),
  );
}

type Ask = () => Promise<unknown>;

/** The same lookups, each going through `through` with its question. */
function askedThrough(
  look: Lookups,
  through: (question: string, ask: Ask) => Promise<unknown>,
): Lookups {
  const each = Object.entries(look) as [string, (about?: string) => Promise<unknown>][];
  return Object.fromEntries(
    each.map(([name, ask]) => [
      name,
      (about?: string) => through(`${name}:${about ?? ''}`, () => ask(about)),
    ]),
  ) as unknown as Lookups;
}
