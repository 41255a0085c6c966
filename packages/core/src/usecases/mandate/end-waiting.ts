import type { Actor } from '../../domain/actor.ts';
import type { Approval } from '../../domain/mandate/approval.ts';
import {
  failed,
  type OperationKind,
  type OperationRefusal,
} from '../../domain/operation/operation.ts';
import type { OperationHandler } from '../operation/operation-handler.ts';
import type { TeamTx } from '../team-tx.ts';
import { approvalSubject } from './ask-within.ts';

export type Handlers = {
  readonly [Kind in OperationKind]: OperationHandler<TeamTx, unknown>;
};

export type EndedApproval = Omit<Approval, 'state'> & {
  readonly state: 'refused' | 'expired' | 'void';
};

/** Ends what waits: nothing of it was done, and what its operation began is put back. */
export async function endWaiting(
  tx: TeamTx,
  { handlers, now }: { readonly handlers: Handlers; readonly now: () => Date },
  { approval, actor }: { readonly approval: EndedApproval; readonly actor: Actor },
): Promise<void> {
  await tx.approvals.save(approval);
  await tx.events.append({
    type: `approval.${approval.state === 'refused' ? 'refused' : 'ended'}`,
    actor,
    subject: approvalSubject(approval),
    ...(approval.operationId !== null && { operationId: approval.operationId }),
    data: { state: approval.state, reason: approval.reason },
  });
  const operation = approval.operationId && (await tx.operations.lock(approval.operationId));
  if (!operation) return;
  if (operation.status !== 'awaiting-approval') return;
  const refusal = refusalOf(approval);
  // what went with its installation meanwhile is gone already
  if (!(await isGone(tx, operation.resourceId))) {
    await handlers[operation.kind].fail(tx, operation, refusal);
  }
  await tx.operations.save(failed(operation, refusal, now()));
}

async function isGone(
  { resources }: Pick<TeamTx, 'resources'>,
  id: Parameters<TeamTx['resources']['find']>[0] | null,
): Promise<boolean> {
  const resource = id === null ? undefined : await resources.find(id);
  return resource?.lifecycle === 'deleted' || resource?.lifecycle === 'failed';
}

function refusalOf({ state, reason }: EndedApproval): OperationRefusal {
  switch (state) {
    case 'refused': {
      const why = reason === null ? '' : ` (“${reason}”)`;
      return { code: 'approval_refused', message: `It was not approved${why}. Nothing was done.` };
    }
    case 'expired':
      return {
        code: 'approval_expired',
        message: 'Nobody approved it in time, and nothing was done. Ask for it again.',
      };
    case 'void':
      return {
        code: 'approval_void',
        message: `It cannot be approved any more, and nothing was done: ${reason ?? 'what it was about has ended.'}`,
      };
  }
}
