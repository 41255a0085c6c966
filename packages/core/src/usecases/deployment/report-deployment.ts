import type { DeploymentStage, ProjectId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import type { Deployment } from '../../domain/deployment/deployment.ts';
import { blockedStages, stagesEntered } from '../../domain/deployment/obstacles.ts';
import {
  aliased,
  type ProgressError,
  type ProgressReport,
  progressed,
  removed,
} from '../../domain/deployment/progress.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { Transact } from '../team-tx.ts';
import {
  type ChangeDeploymentTx,
  changeDeployment,
  type DeploymentPlace,
} from './change-deployment.ts';

type Common = DeploymentPlace & { readonly teamId: TeamId };

export type DeploymentReport = {
  readonly progress?: ProgressReport | undefined;
  readonly url?: string | undefined;
  readonly alias?: readonly string[] | undefined;
};

/**
 * Takes what a platform reports of a deployment: its address, how far it is and its aliases, in
 * that order, and all of it or nothing.
 */
export function createReportDeployment(transact: Transact<ChangeDeploymentTx>, now: () => Date) {
  return ({
    teamId,
    report,
    ...place
  }: Common & { readonly report: DeploymentReport }): Promise<Result<Deployment, Refusal>> =>
    transact(teamId, (tx) => {
      const at = now();
      return changeDeployment(tx, { ...place, at }, (each) => reported(each, report, at));
    });
}

/** Removes a deployment: whatever was made for it alone is to be cleaned up. */
export function createRemoveDeployment(transact: Transact<ChangeDeploymentTx>, now: () => Date) {
  return ({ teamId, ...place }: Common): Promise<Result<Deployment, Refusal>> =>
    transact(teamId, (tx) => {
      const at = now();
      return changeDeployment(tx, { ...place, at }, (each) => ok(removed(each, at)));
    });
}

/** Removes every deployment of a project that is about to go. The caller holds the project's lock. */
export async function removeDeployments(
  tx: ChangeDeploymentTx,
  { projectId, actor }: { readonly projectId: ProjectId; readonly actor: Actor },
  at: Date,
): Promise<void> {
  for (const deploymentId of await tx.deployments.standing(projectId)) {
    await changeDeployment(tx, { deploymentId, actor, at }, (each) => ok(removed(each, at)));
  }
}

function reported(
  deployment: Deployment,
  { url, progress, alias }: DeploymentReport,
  at: Date,
): Result<Deployment, Refusal> {
  const addressed =
    url === undefined || url === deployment.url ? deployment : { ...deployment, url };
  const advanced = progress ? progressed(addressed, progress, at) : ok(addressed);
  if (!advanced.ok) return refuseProgress(advanced.error);
  const entered = progress ? stagesEntered(addressed, progress.progress) : [];
  const held = requireFree(addressed, entered);
  if (!held.ok || !alias) return held.ok ? advanced : held;
  const named = aliased(advanced.value, alias, at);
  if (!named.ok) return refuseProgress(named.error);
  const free = requireFree(advanced.value, ['deployment-alias']);
  return free.ok ? named : free;
}

/** Refuses what enters a stage that something holds. @see spec/checks.md — CHK-2, CHK-4 */
function requireFree(
  deployment: Deployment,
  stages: readonly DeploymentStage[],
): Result<null, Refusal> {
  const blocked = blockedStages(deployment);
  const stage = stages.find((each) => blocked[each] !== undefined);
  if (stage === undefined) return ok(null);
  return refuse('deployment_blocked', `${stage} is blocked: ${blocked[stage]}`, { stage, blocked });
}

/** The refusal of a report that does not fit to how a deployment stands. */
function refuseProgress({ code, readyState }: ProgressError) {
  const message = {
    deployment_ended: `The deployment is ${readyState}: this step is behind it.`,
    deployment_not_ready: `The deployment is ${readyState} and has to be READY first.`,
  };
  return refuse(code, message[code], { readyState });
}
