import type { FastifyReply } from 'fastify';
import type { Caller } from './authorise.ts';

/**
 * Says with everything that a team, or a provider on its behalf, is answered that this team is billed by
 * a test clock, and where that stands.
 */
export function showClock(reply: FastifyReply, caller: Caller): void {
  const at = clockOf(caller);
  if (at) reply.header('x-kontor-test-clock', at.toISOString());
}

function clockOf(caller: Caller): Date | null | undefined {
  if (caller === null) return null;
  if ('team' in caller) return caller.team.testClock;
  return 'testClock' in caller ? caller.testClock : null;
}
