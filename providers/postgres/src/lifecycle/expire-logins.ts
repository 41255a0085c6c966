import type { OneAtATime } from '@kontor/provider-process';
import { failureFacts, type Log } from '@kontor/provider-process';
import { type DropExpiredParts, dropExpired } from './drop-expired.ts';

/** How often logins whose time is over are looked for, in milliseconds. */
const everyMs = 60_000;

type ExpireParts = DropExpiredParts & { readonly oneAtATime: OneAtATime; readonly log: Log };

/**
 * Drops logins whose time is over, now and every minute. The server refuses their passwords by itself;
 * this ends the sessions that are still open.
 */
export function expireLogins(parts: ExpireParts): { readonly stop: () => Promise<void> } {
  let running = dropAll(parts);
  const timer = setInterval(() => {
    running = running.then(() => dropAll(parts));
  }, everyMs);
  timer.unref();

  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}

async function dropAll(parts: ExpireParts): Promise<void> {
  const { logins, oneAtATime, clock, log } = parts;
  try {
    for (const resourceId of await logins.resourcesWithExpired(clock())) {
      await oneAtATime(resourceId, () => dropExpired(parts, resourceId));
    }
  } catch (error) {
    log('warn', 'expired logins could not be dropped', failureFacts(error));
  }
}
