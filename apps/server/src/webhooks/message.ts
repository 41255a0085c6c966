import type { Actor, JsonValue } from '@kontor/core';
import type { SentWebhookType, WebhookPayload } from '@kontor/protocol/webhooks';
import type { ConcernedInstallation, Lookups } from './lookups.ts';

/** An event as it stands in a team's log. */
export type LoggedEvent = {
  readonly id: string;
  readonly teamId: string;
  readonly sequence: number;
  readonly type: string;
  readonly at: Date;
  readonly actor: Actor;
  readonly subject: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, JsonValue>>;
};

/** One thing that is told by webhook, before it is known to whom. */
export type Message = {
  readonly type: SentWebhookType;
  /** What it is about: of two messages about the same, a receiver gets the earlier one first. */
  readonly subject: string;
  /** The installations that it concerns. The integration of each is told, of several of one kind once. */
  readonly installations: readonly ConcernedInstallation[];
  /** The project that it is about; webhooks that are limited to projects hear only of theirs. */
  readonly projectId?: string | undefined;
  readonly payload: (to: Audience) => Readonly<Record<string, unknown>>;
};

/** To whom a message is told. An integration knows people and teams by ids of its own. */
export type Audience = {
  /** The host's public address. */
  readonly hostUrl: string;
  readonly team: { readonly id: string };
  /** Who did it; null when nobody of the team did. */
  readonly user: { readonly id: string } | null;
  /** A person's id, as they know it. */
  readonly idOf: (userId: string) => string;
  /** Those installations of the message that are theirs. */
  readonly installations: readonly ConcernedInstallation[];
};

/** What becomes of one type of event. It reads, and changes nothing; it may run again. */
export type WebhookMapping = (event: LoggedEvent, look: Lookups) => Promise<readonly Message[]>;

/** By type of event: what a file in `events` exports. */
export type WebhookMappings = Readonly<Record<string, WebhookMapping>>;

type About<Type extends SentWebhookType> = Omit<Message, 'type' | 'payload'> & {
  readonly payload: (to: Audience) => WebhookPayload<Type>;
};

/** A message whose payload fits its type. */
export function message<Type extends SentWebhookType>(type: Type, about: About<Type>): Message {
  return { ...about, type };
}

/** The part of a payload that everything about one installation begins with. */
export function ofInstallation({ team, user }: Audience, { id }: ConcernedInstallation) {
  return { team, user, configuration: { id }, installationId: id };
}
