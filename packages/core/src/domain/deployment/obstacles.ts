import type { DeploymentProgress, DeploymentStage } from '@kontor/protocol/vocabulary';
import type { ActionRun } from './action-run.ts';
import { type CheckRun, countingRuns } from './check-run.ts';
import type { Deployment } from './deployment.ts';
import type { DeploymentCheck } from './deployment-check.ts';

/** Something that a stage of a deployment may not be entered for. */
export type Obstacle = {
  readonly stage: DeploymentStage;
  /** For people. */
  readonly reason: string;
  /** It will not go by itself: something has failed. */
  readonly isFinal: boolean;
};

/** Everything that holds a deployment now. @see spec/deployments.md — DEP-1; spec/checks.md — CHK-2, CHK-4 */
export function obstaclesOf({ actions, checkRuns, checks }: Deployment): readonly Obstacle[] {
  return [
    ...actions.flatMap(ofAction),
    ...countingRuns(checkRuns).flatMap(ofCheckRun),
    ...checks.flatMap(ofCheck),
  ];
}

/** The stages that may not be entered now, each with its worst reason. */
export function blockedStages(
  deployment: Deployment,
): Readonly<Partial<Record<DeploymentStage, string>>> {
  const worstFirst = obstaclesOf(deployment).toSorted((a, b) => +b.isFinal - +a.isFinal);
  return Object.fromEntries(worstFirst.toReversed().map(({ stage, reason }) => [stage, reason]));
}

/**
 * The stages that a deployment has to be let past with a report: those that are behind it are not
 * entered again, and what holds the aliases holds the promotion too.
 */
export function stagesEntered(
  { buildingAt, readyAt, promotedAt }: Deployment,
  progress: DeploymentProgress,
): readonly DeploymentStage[] {
  const building = buildingAt === null ? (['build-start'] as const) : [];
  const starting = readyAt === null ? (['deployment-start'] as const) : [];
  switch (progress) {
    case 'building':
    case 'built':
      return building;
    case 'ready':
      return [...building, ...starting];
    case 'promoted':
      return promotedAt === null ? ['deployment-alias', 'deployment-promotion'] : [];
    case 'error':
    case 'canceled':
      return [];
  }
}

function ofAction(run: ActionRun): readonly Obstacle[] {
  const stage = 'build-start';
  if (run.endedAt === null) {
    const reason = `The action ${run.action} of ${run.resourceId} is ${run.status}.${said(run.statusText)}`;
    return [{ stage, reason, isFinal: false }];
  }
  if (!run.isRequired || run.status === 'succeeded') return [];
  const why = run.isOverdue ? 'was not answered in time' : `has ${run.status}`;
  const reason = `The action ${run.action} of ${run.resourceId} ${why}.${said(run.statusText)}`;
  return [{ stage, reason, isFinal: true }];
}

function ofCheckRun(run: CheckRun): readonly Obstacle[] {
  const { blocks: stage, name, status, conclusion, startedAt, requires } = run;
  if (stage === 'none') return [];
  if (status !== 'completed') {
    const waits = startedAt === null ? `waits for ${requires}` : `is ${status}`;
    return [{ stage, reason: `The check '${name}' ${waits}.`, isFinal: false }];
  }
  if (!isBad(conclusion)) return [];
  const reason = `The check '${name}' has concluded with ${conclusion}.${said(run.conclusionText)}`;
  return [{ stage, reason, isFinal: true }];
}

/** The older form holds whatever makes a deployment known. */
function ofCheck({ name, isBlocking, status, conclusion }: DeploymentCheck): readonly Obstacle[] {
  if (!isBlocking || (status === 'completed' && !isBad(conclusion))) return [];
  const isFinal = status === 'completed';
  const how = isFinal ? `has concluded with ${conclusion}` : `is ${status}`;
  return [{ stage: 'deployment-alias', reason: `The check '${name}' ${how}.`, isFinal }];
}

function isBad(conclusion: string | null): boolean {
  return conclusion !== null && ['failed', 'canceled', 'timeout', 'stale'].includes(conclusion);
}

function said(text: string | null): string {
  return text === null ? '' : ` Its provider says: ${text}`;
}
