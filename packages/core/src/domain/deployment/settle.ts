import type { ReadyState } from '@kontor/protocol/vocabulary';
import { canceledAction, cleanedUpAction, overdueAction } from './action-run.ts';
import type { Deployment } from './deployment.ts';
import { obstaclesOf } from './obstacles.ts';
import { isBeforeBuilding } from './progress.ts';

/**
 * What follows of itself once something about a deployment has changed, or time has passed. Settling
 * again changes nothing.
 */
export function settled(deployment: Deployment, at: Date): Deployment {
  const ended = withEnds(deployment, at);
  return isBeforeBuilding(ended) ? { ...ended, readyState: waitingState(ended) } : ended;
}

/** When time alone will change something; null when nothing is waited for. */
export function dueAtOf({ actions, removedAt }: Deployment): Date | null {
  if (removedAt !== null) return null;
  const due = actions.filter(({ endedAt }) => endedAt === null).map(({ dueAt }) => +dueAt);
  return due.length === 0 ? null : new Date(Math.min(...due));
}

/** What is too late has failed, and what is over takes along what has not ended. */
function withEnds(deployment: Deployment, at: Date): Deployment {
  const { removedAt, endedAt, actions } = deployment;
  if (removedAt !== null) {
    return { ...deployment, actions: actions.map((run) => cleanedUpAction(run, at)) };
  }
  const end = endedAt === null ? overdueAction : canceledAction;
  return { ...deployment, actions: actions.map((run) => end(run, at)) };
}

function waitingState(deployment: Deployment): ReadyState {
  const obstacles = obstaclesOf(deployment).filter(({ stage }) => stage === 'build-start');
  if (obstacles.length === 0) return 'QUEUED';
  return obstacles.some(({ isFinal }) => isFinal) ? 'BLOCKED' : 'INITIALIZING';
}
