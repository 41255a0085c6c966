import type { JsonValue } from '@kontor/core';
import type { EventType } from '@kontor/protocol/vocabulary';

/** What an event knows, as whoever reads it may see it: amounts may be missing. */
export type Known = Readonly<Record<string, JsonValue>>;

/** A sentence without its full stop; that of an event that knows a name is followed by it. */
export type Text = string | ((data: Known) => string);

/** A sentence for each type of event about these nouns. */
export type TextsAbout<Noun extends string> = {
  readonly [Type in Extract<EventType, `${Noun}.${string}`>]: Text;
};

/** Providers say as much as they like. */
const LONGEST = 160;

/** A fact as a word of a sentence, where the event has it. */
export function word(fact: JsonValue | undefined): string | undefined {
  if (typeof fact === 'number') return String(fact);
  if (typeof fact !== 'string' || fact === '') return undefined;
  const letters = [...fact];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('')} …` : fact;
}

/** What stands after a colon, where the event has it. */
export function followed(sentence: string, fact: JsonValue | undefined): string {
  const said = word(fact);
  return said === undefined ? sentence : `${sentence}: ${said}`;
}

/** That something failed, of what, and why. */
export function failed(sentence: string): Text {
  return ({ name, message }) => followed(followed(sentence, name), message);
}

/** A part of a fact that has several, such as what held before and after. */
export function within(fact: JsonValue | undefined, name: string): string | undefined {
  const isRecord = typeof fact === 'object' && fact !== null && !Array.isArray(fact);
  return isRecord ? word((fact as Readonly<Record<string, JsonValue>>)[name]) : undefined;
}

/** An amount in dollars, with its currency. */
export function dollars(fact: JsonValue | undefined): string | undefined {
  const amount = word(fact);
  return amount === undefined ? undefined : `$${amount}`;
}
