import type { DeploymentId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import type { Deployment } from '../../domain/deployment/deployment.ts';
import { happenedBetween } from '../../domain/deployment/happened.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { TeamTx } from '../team-tx.ts';

export type ChangeDeploymentTx = Pick<TeamTx, 'deployments' | 'events'>;

/**
 * Changes one deployment as decided and tells what happened. Its row is locked meanwhile, so of two
 * reports at once the second sees what the first has done. What is decided without a difference
 * writes nothing.
 */
export async function changeDeployment(
  tx: ChangeDeploymentTx,
  { deploymentId, actor }: { readonly deploymentId: DeploymentId; readonly actor: Actor },
  decide: (deployment: Deployment) => Result<Deployment, Refusal>,
): Promise<Result<Deployment, Refusal>> {
  const before = await tx.deployments.lock(deploymentId);
  if (before === undefined || before.removedAt !== null) return deploymentNotFound(deploymentId);
  const decided = decide(before);
  if (!decided.ok || decided.value === before) return decided;
  await tx.deployments.save(decided.value);
  await tellHappened(tx, before, decided.value, actor);
  return ok(decided.value);
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
