import type { DeploymentProgress, DeploymentStage } from '@kontor/protocol/vocabulary';
import type { ActionRun } from './action-run.ts';
import type { Deployment } from './deployment.ts';

/** Something that a stage of a deployment may not be entered for. */
export type Obstacle = {
  readonly stage: DeploymentStage;
  /** For people. */
  readonly reason: string;
  /** It will not go by itself: something has failed. */
  readonly isFinal: boolean;
};

/** Everything that holds a deployment now. @see spec/deployments.md — DEP-1 */
export function obstaclesOf({ actions }: Deployment): readonly Obstacle[] {
  return actions.flatMap(ofAction);
}

/** The stages that may not be entered now, each with its worst reason. */
export function blockedStages(
  deployment: Deployment,
): Readonly<Partial<Record<DeploymentStage, string>>> {
  const worstFirst = obstaclesOf(deployment).toSorted((a, b) => +b.isFinal - +a.isFinal);
  return Object.fromEntries(worstFirst.toReversed().map(({ stage, reason }) => [stage, reason]));
}

/** The stages that a deployment would enter with a report: those that are behind it are not entered again. */
export function stagesEntered(
  { buildingAt, readyAt, promotedAt }: Deployment,
  progress: DeploymentProgress,
): readonly DeploymentStage[] {
  const building = buildingAt === null ? (['build-start'] as const) : [];
  const starting = readyAt === null ? (['deployment-start'] as const) : [];
  const promoting = promotedAt === null ? (['deployment-promotion'] as const) : [];
  switch (progress) {
    case 'building':
    case 'built':
      return building;
    case 'ready':
      return [...building, ...starting];
    case 'promoted':
      return promoting;
    case 'error':
    case 'canceled':
      return [];
  }
}

function ofAction(run: ActionRun): readonly Obstacle[] {
  const stage = 'build-start';
  if (run.endedAt === null) {
    const reason = `The action ${run.action} of ${run.resourceId} is ${run.status}.${said(run)}`;
    return [{ stage, reason, isFinal: false }];
  }
  if (!run.isRequired || run.status === 'succeeded') return [];
  const why = run.isOverdue ? 'was not answered in time' : `has ${run.status}`;
  const reason = `The action ${run.action} of ${run.resourceId} ${why}.${said(run)}`;
  return [{ stage, reason, isFinal: true }];
}

function said({ statusText }: ActionRun): string {
  return statusText === null ? '' : ` Its provider says: ${statusText}`;
}
