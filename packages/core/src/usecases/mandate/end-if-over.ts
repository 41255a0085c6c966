import { type Approval, hasExpired } from '../../domain/mandate/approval.ts';
import { judgeMandate } from '../../domain/mandate/mandate.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { requireNative } from '../installation/require-installed.ts';
import { subjectPlace } from '../operation/begin-operation.ts';
import type { TeamTx } from '../team-tx.ts';
import type { DecidePorts } from './decide-approval.ts';
import { type EndedApproval, endWaiting } from './end-waiting.ts';

/**
 * Ends what cannot be approved any more: time is over, its token or the right of its person has ended, or
 * what it is about is gone.
 */
export async function endIfOver(
  tx: TeamTx,
  ports: DecidePorts,
  approval: Approval,
): Promise<EndedApproval | undefined> {
  const at = ports.now();
  const ended = hasExpired(approval, at)
    ? ({ ...approval, state: 'expired', decidedAt: at } as const)
    : await voided(tx, approval, at);
  if (ended !== undefined)
    await endWaiting(tx, ports, { approval: ended, actor: { kind: 'system' } });
  return ended;
}

async function voided(
  tx: TeamTx,
  approval: Approval,
  at: Date,
): Promise<EndedApproval | undefined> {
  const { action, installationId, resourceId, tokenId: id } = approval;
  const place = await subjectPlace(tx, { installationId, resourceId });
  const judged = judgeMandate(await tx.mandates.lock(id), { action, place, at });
  const standing = judged.ok ? await requireStanding(tx, approval) : judged;
  if (standing.ok) return undefined;
  return { ...approval, state: 'void', decidedAt: at, reason: standing.error.message };
}

/** Whether what it is about is still there. */
async function requireStanding(
  tx: TeamTx,
  { operationId, installationId, resourceId }: Approval,
): Promise<Result<unknown, Refusal>> {
  const operation = operationId === null ? undefined : await tx.operations.find(operationId);
  const installation = await tx.installations.find(installationId);
  if (operation?.kind === 'install' && installation?.lifecycle === 'installing') return ok(null);
  const held = requireNative(installationId, installation);
  if (!held.ok || resourceId === null) return held;
  const resource = await tx.resources.find(resourceId);
  const wanted = operation?.kind === 'provision' ? 'provisioning' : 'active';
  if (resource?.lifecycle === wanted) return ok(null);
  return refuse('resource_not_found', `There is no resource '${resourceId}' here any more.`);
}
