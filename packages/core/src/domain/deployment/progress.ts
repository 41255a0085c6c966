import type { DeploymentProgress, ReadyState } from '@kontor/protocol/vocabulary';
import { fail, ok, type Result } from '../../result.ts';
import type { Deployment } from './deployment.ts';

export type ProgressError =
  /** It has ended, or is past that step. */
  | { readonly code: 'deployment_ended'; readonly readyState: ReadyState }
  | { readonly code: 'deployment_not_ready'; readonly readyState: ReadyState };

export type ProgressReport = {
  readonly progress: DeploymentProgress;
  readonly errorMessage?: string | undefined;
};

/**
 * Takes what the platform reports. Reporting a step again changes nothing, and a step that is left
 * out is taken as done: who says `ready` has built.
 */
export function progressed(
  deployment: Deployment,
  { progress, errorMessage }: ProgressReport,
  at: Date,
): Result<Deployment, ProgressError> {
  switch (progress) {
    case 'building':
      return building(deployment, at);
    case 'built':
      return built(deployment, at);
    case 'ready':
      return ready(deployment, at);
    case 'error':
      return failed(deployment, errorMessage ?? null, at);
    case 'canceled':
      return canceled(deployment, at);
    case 'promoted':
      return promoted(deployment, at);
  }
}

/** Gives a deployment its addresses. The same addresses again change nothing. */
export function aliased(
  deployment: Deployment,
  aliases: readonly string[],
  at: Date,
): Result<Deployment, ProgressError> {
  if (deployment.readyState !== 'READY') return notReady(deployment);
  const isSame = aliases.join('\n') === deployment.aliases.join('\n');
  return ok(isSame ? deployment : { ...deployment, aliases, aliasAssignedAt: at });
}

/** The end of everything: what it had is cleaned up, and it is not shown any more. */
export function removed(deployment: Deployment, at: Date): Deployment {
  return { ...deployment, removedAt: at };
}

function building(deployment: Deployment, at: Date): Result<Deployment, ProgressError> {
  if (deployment.readyState === 'BUILDING') return ok(deployment);
  if (!isBeforeBuilding(deployment)) return ended(deployment);
  return ok({ ...deployment, readyState: 'BUILDING', buildingAt: at });
}

function built(deployment: Deployment, at: Date): Result<Deployment, ProgressError> {
  const begun = building(deployment, at);
  if (!begun.ok || begun.value.builtAt !== null) return begun;
  return ok({ ...begun.value, builtAt: at });
}

function ready(deployment: Deployment, at: Date): Result<Deployment, ProgressError> {
  if (deployment.readyState === 'READY') return ok(deployment);
  const done = built(deployment, at);
  return done.ok ? ok({ ...done.value, readyState: 'READY', readyAt: at }) : done;
}

function failed(
  deployment: Deployment,
  errorMessage: string | null,
  at: Date,
): Result<Deployment, ProgressError> {
  if (deployment.readyState === 'ERROR') return ok(deployment);
  if (deployment.readyState === 'CANCELED') return ended(deployment);
  return ok({ ...deployment, readyState: 'ERROR', errorMessage, endedAt: at });
}

function canceled(deployment: Deployment, at: Date): Result<Deployment, ProgressError> {
  if (deployment.readyState === 'CANCELED') return ok(deployment);
  if (deployment.readyState === 'ERROR' || deployment.readyState === 'READY') {
    return ended(deployment);
  }
  return ok({ ...deployment, readyState: 'CANCELED', endedAt: at });
}

function promoted(deployment: Deployment, at: Date): Result<Deployment, ProgressError> {
  if (deployment.readyState !== 'READY') return notReady(deployment);
  return ok(deployment.promotedAt === null ? { ...deployment, promotedAt: at } : deployment);
}

/** Whether its building has not begun and still may. */
export function isBeforeBuilding({ readyState }: Pick<Deployment, 'readyState'>): boolean {
  return readyState === 'INITIALIZING' || readyState === 'QUEUED' || readyState === 'BLOCKED';
}

function ended({ readyState }: Deployment) {
  return fail({ code: 'deployment_ended', readyState } as const);
}

function notReady({ readyState }: Deployment) {
  return fail({ code: 'deployment_not_ready', readyState } as const);
}
