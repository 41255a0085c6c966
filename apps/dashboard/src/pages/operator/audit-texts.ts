import type { AuditEvent } from '@kontor/protocol/kontor';

const unknown: Readonly<Record<AuditEvent['actor']['kind'], string>> = {
  person: 'Somebody who is gone',
  machine: 'A machine',
  service: 'A platform',
  provider: 'A provider',
  system: 'Kontor',
};

/** Who did it, by name where there still is one. */
export function whoOf({ by, actor }: Pick<AuditEvent, 'by' | 'actor'>): string {
  return by ?? unknown[actor.kind];
}

/** Through what they did it. */
export function throughOf({ actor }: Pick<AuditEvent, 'actor'>): string {
  switch (actor.kind) {
    case 'person':
      if (actor.serviceId !== undefined) return 'through the platform';
      return actor.tokenId === undefined ? 'signed in' : 'with a token';
    case 'machine':
      return 'with a token of the team';
    case 'service':
      return 'with a token of its service';
    case 'provider':
      return 'as provider';
    case 'system':
      return 'by itself';
  }
}

/** The team that it happened to, or what else it was. */
export function whereOf({ team }: Pick<AuditEvent, 'team'>): string {
  if (team === null) return 'This host';
  return team.slug ?? `${team.id}, which was deleted`;
}
