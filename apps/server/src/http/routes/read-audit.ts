import { type Actor, placeNamed } from '@kontor/core';
import type { Database } from '../../postgres/database.ts';
import { eventLog } from '../../postgres/event-log.ts';
import type { TeamCaller } from '../route.ts';

type Reading = {
  readonly projectId: string;
  /** The name of a place. */
  readonly environment: string;
  readonly version: number;
  /** The deployment that it was read for. */
  readonly deploymentId?: string;
};

/** Notes who read the values of an environment; undefined where that is in the log already. */
export type ReadAudit = {
  readonly note: (caller: TeamCaller, reading: Reading) => Promise<void> | undefined;
};

/** For so long, further readings of one version by one caller are part of the first one's event. */
const QUIET_MS = 10 * 60 * 1000;
/** Readings remembered; beyond it the oldest are noted again. */
const REMEMBERED = 10_000;

/**
 * The first reading of a version by a caller is in the log before the values leave the host. Repeats
 * within ten minutes add nothing: who polls is known from the first.
 */
export function createReadAudit(database: Database, now: () => Date): ReadAudit {
  const noted = new Map<string, number>();

  async function append({ team, actor }: TeamCaller, reading: Reading): Promise<void> {
    const { projectId, environment, version, deploymentId } = reading;
    await database.transact((sql) =>
      eventLog(sql, team.id, now).append({
        type: 'environment.read',
        actor,
        subject: { project: projectId, ...(deploymentId && { deployment: deploymentId }) },
        data: { ...placeNamed(environment), version },
      }),
    );
  }

  function remember(key: string, at: number): void {
    // put at the end, so that the first key is the oldest
    noted.delete(key);
    noted.set(key, at);
    const [oldest] = noted.keys();
    if (noted.size > REMEMBERED && oldest !== undefined) noted.delete(oldest);
  }

  return {
    note: (caller, reading) => {
      const { projectId, environment, version, deploymentId = '' } = reading;
      const who = `${caller.team.id} ${whoOf(caller.actor)}`;
      const key = `${who} ${projectId} ${environment} ${version} ${deploymentId}`;
      const at = caller.at.getTime();
      if (at - (noted.get(key) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return undefined;
      return append(caller, reading).then(() => remember(key, at));
    },
  };
}

function whoOf(actor: Actor): string {
  switch (actor.kind) {
    case 'person':
      return actor.tokenId ?? actor.userId;
    case 'machine':
    case 'service':
      return actor.tokenId;
    case 'provider':
      return actor.installationId;
    case 'system':
      return 'system';
  }
}
