import type { DeploymentId } from '@kontor/protocol/vocabulary';
import { ok } from '../../result.ts';
import type { Transact } from '../team-tx.ts';
import { type ChangeDeploymentTx, changeDeployment } from './change-deployment.ts';

/** Lets time take its effect on a deployment: what was not answered in time has failed. */
export function createSettleOverdue(transact: Transact<ChangeDeploymentTx>, now: () => Date) {
  return (teamId: string, deploymentId: DeploymentId) =>
    transact(teamId, (tx) =>
      changeDeployment(tx, { deploymentId, actor: { kind: 'system' }, at: now() }, ok),
    );
}
