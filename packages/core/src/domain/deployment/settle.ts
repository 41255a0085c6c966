import type { ReadyState } from '@kontor/protocol/vocabulary';
import { canceledAction, cleanedUpAction, overdueAction } from './action-run.ts';
import { type CheckRun, canceledCheckRun, overdueCheckRun, startedCheckRun } from './check-run.ts';
import type { Deployment } from './deployment.ts';
import { staleAt, staleCheck } from './deployment-check.ts';
import { obstaclesOf } from './obstacles.ts';
import { isBeforeBuilding } from './progress.ts';

/**
 * What follows of itself once something about a deployment has changed, or time has passed. Settling
 * again changes nothing.
 */
export function settled(deployment: Deployment, at: Date): Deployment {
  const { removedAt, endedAt } = deployment;
  if (removedAt !== null || endedAt !== null) return withEnds(deployment, at);
  const timely = withTime(deployment, at);
  const waiting = isBeforeBuilding(timely)
    ? { ...timely, readyState: waitingState(timely) }
    : timely;
  return waiting.succeededAt === null && hasPassed(waiting)
    ? { ...waiting, succeededAt: at }
    : waiting;
}

/** When time alone will change something; null when nothing is waited for. */
export function dueAtOf({ actions, checkRuns, checks, removedAt }: Deployment): Date | null {
  if (removedAt !== null) return null;
  const due = [
    ...actions.filter(({ endedAt }) => endedAt === null).map(({ dueAt }) => dueAt),
    ...checkRuns.filter(({ status }) => status !== 'completed').map(({ dueAt }) => dueAt),
    ...checks.map(staleAt),
  ].flatMap((each) => (each === null ? [] : [each.getTime()]));
  return due.length === 0 ? null : new Date(Math.min(...due));
}

/** What is over takes along what has not ended; what is removed, also what was made for it. */
function withEnds(deployment: Deployment, at: Date): Deployment {
  const endAction = deployment.removedAt === null ? canceledAction : cleanedUpAction;
  return {
    ...deployment,
    actions: deployment.actions.map((run) => endAction(run, at)),
    checkRuns: deployment.checkRuns.map((run) => canceledCheckRun(run, at)),
    checks: deployment.checks.map((check) => staleCheck(check, at)),
  };
}

/** What is too late has failed, and what has what it needs begins. */
function withTime(deployment: Deployment, at: Date): Deployment {
  const begin = (run: CheckRun) => (mayBegin(run, deployment) ? startedCheckRun(run, at) : run);
  return {
    ...deployment,
    actions: deployment.actions.map((run) => overdueAction(run, at)),
    checkRuns: deployment.checkRuns.map((run) => begin(overdueCheckRun(run, at))),
    checks: deployment.checks.map((check) => staleCheck(check, at)),
  };
}

function mayBegin({ startedAt, status, requires }: CheckRun, deployment: Deployment): boolean {
  if (startedAt !== null || status === 'completed') return false;
  switch (requires) {
    case 'none':
      return true;
    case 'build-ready':
      return deployment.builtAt !== null;
    case 'deployment-url':
      return deployment.readyAt !== null && deployment.url !== null;
  }
}

function waitingState(deployment: Deployment): ReadyState {
  const obstacles = obstaclesOf(deployment).filter(({ stage }) => stage === 'build-start');
  if (obstacles.length === 0) return 'QUEUED';
  return obstacles.some(({ isFinal }) => isFinal) ? 'BLOCKED' : 'INITIALIZING';
}

/** Only where somebody has judged can a deployment have succeeded. @see spec/partner-api.md §9 */
function hasPassed(deployment: Deployment): boolean {
  const isJudged = deployment.checkRuns.length + deployment.checks.length > 0;
  return deployment.readyState === 'READY' && isJudged && obstaclesOf(deployment).length === 0;
}
