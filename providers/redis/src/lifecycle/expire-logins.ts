import { failureFacts, type Log, type OneAtATime } from '@kontor/provider-process';
import type { Spaces } from '../spaces/spaces.ts';
import type { InstallationStore } from '../state/installations.ts';
import type { ResourceStore } from '../state/resources.ts';

type DropParts = {
  readonly spaces: Spaces;
  readonly resources: ResourceStore;
  readonly clock: () => Date;
};

export type ExpireParts = DropParts & {
  readonly installations: InstallationStore;
  readonly oneAtATime: OneAtATime;
  readonly log: Log;
};

/** Redis knows no end of a user, so it is ended at most this late, in milliseconds. */
const everyMs = 5_000;

/** Ends the users of a resource whose time is over. Nothing else may be done to the resource meanwhile. */
export async function dropExpired(
  { spaces, resources, clock }: DropParts,
  id: string,
): Promise<void> {
  for (const { name, expiresAt } of await resources.logins(id)) {
    if (expiresAt === undefined || expiresAt > clock()) continue;
    await spaces.dismiss(name);
    await resources.forgetLogin(id, name);
  }
}

export type Expiring = {
  /** Ends what is due, now. */
  readonly run: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Ends users whose time is over, now and every few seconds. */
export function expireLogins(parts: ExpireParts): Expiring {
  let running = dropAll(parts);
  const run = () => {
    running = running.then(() => dropAll(parts));
    return running;
  };
  const timer = setInterval(run, everyMs);
  timer.unref();

  return {
    run,
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}

async function dropAll(parts: ExpireParts): Promise<void> {
  const { installations, resources, oneAtATime, log } = parts;
  try {
    for (const installationId of await installations.all()) {
      for (const { id } of await resources.list(installationId)) {
        await oneAtATime(id, () => dropExpired(parts, id));
      }
    }
  } catch (error) {
    log('warn', 'expired users could not be ended', failureFacts(error));
  }
}
