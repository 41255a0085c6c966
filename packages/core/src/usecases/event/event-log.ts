import type { EventType } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import type { JsonValue } from '../../domain/event/canonical-json.ts';

/** Something that happened, as the one who knows tells it. Never holds a secret. */
export type NewEvent = {
  readonly type: EventType;
  readonly actor: Actor;
  /** Ids of what it is about, by noun. */
  readonly subject: Readonly<Record<string, string>>;
  readonly operationId?: string;
  readonly data?: Readonly<Record<string, JsonValue>>;
};

/** The log of one team; part of the transaction that makes the change. */
export type EventLog = {
  readonly append: (event: NewEvent) => Promise<void>;
};
