import type { Actor, Event } from '@kontor/protocol/kontor';
import { second } from '../../output/day.ts';

/** An event in a line: its number, when, what, who, and what it was about. */
export function eventRow(event: Event): string[] {
  return [
    String(event.sequence),
    second(event.at),
    event.type,
    actorOf(event.actor),
    Object.values(event.subject).join(' '),
  ];
}

/** Who did it. */
export function actorOf(actor: Actor): string {
  switch (actor.kind) {
    case 'person':
      if (actor.agent !== undefined) return `${actor.userId} through agent ${actor.agent}`;
      return actor.serviceId === undefined
        ? actor.userId
        : `${actor.userId} through ${actor.serviceId}`;
    case 'service':
      return `service ${actor.serviceId}`;
    case 'machine':
      return actor.tokenId;
    case 'provider':
      return `provider of ${actor.installationId}`;
    case 'system':
      return 'the host';
  }
}
