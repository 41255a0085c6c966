import { chainEvent, type EventLog, startOfChain } from '@kontor/core';
import { sha256 } from './sha256.ts';
import type { TeamData } from './team-data.ts';

export function eventsIn({ events }: TeamData, teamId: string, now: () => Date): EventLog {
  return {
    append: async ({ type, actor, subject, operationId = null, data = {} }) => {
      const head = events.at(-1) ?? startOfChain(teamId, sha256);
      const id = `evt_${String(head.sequence + 1).padStart(24, '0')}`;
      const at = now().toISOString();
      const event = { id, teamId, type, at, actor, subject, operationId, data };
      events.push(chainEvent(head, event, sha256));
    },
  };
}
