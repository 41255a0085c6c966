import type { DeploymentId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import type { Deployment } from '../../domain/deployment/deployment.ts';
import { happenedBetween } from '../../domain/deployment/happened.ts';
import { settled } from '../../domain/deployment/settle.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { TeamTx } from '../team-tx.ts';

export type ChangeDeploymentTx = Pick<TeamTx, 'deployments' | 'events'>;

/** A deployment, and who does something with it. */
export type DeploymentPlace = { readonly deploymentId: DeploymentId; readonly actor: Actor };

/**
 * Changes one deployment as decided and tells what happened. Its row is locked meanwhile, so of two
 * reports at once the second sees what the first has done. What follows of itself is settled in
 * the same step.
 */
export async function changeDeployment(
  tx: ChangeDeploymentTx,
  { deploymentId, actor, at }: DeploymentPlace & { readonly at: Date },
  decide: (
    deployment: Deployment,
  ) => Result<Deployment, Refusal> | Promise<Result<Deployment, Refusal>>,
): Promise<Result<Deployment, Refusal>> {
  const before = await tx.deployments.lock(deploymentId);
  if (before === undefined || before.removedAt !== null) return deploymentNotFound(deploymentId);
  const decided = await decide(before);
  if (!decided.ok) return decided;
  const after = settled(decided.value, at);
  await tx.deployments.save(after);
  if (after.removedAt !== null) await tx.deployments.forgetOutcomes(deploymentId);
  await tellHappened(tx, before, after, actor);
  return ok(after);
}

/** Writes what happened to a deployment into the log. */
export async function tellHappened(
  tx: Pick<TeamTx, 'events'>,
  before: Deployment | undefined,
  after: Deployment,
  actor: Actor,
): Promise<void> {
  for (const happening of happenedBetween(before, after)) {
    await tx.events.append({ ...happening, actor });
  }
}

export function deploymentNotFound(named: string) {
  return refuse('deployment_not_found', `There is no deployment '${named}' here.`);
}
