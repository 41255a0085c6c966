import type { ApprovalId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { type Approval, isRestated } from '../../domain/mandate/approval.ts';
import type { StandingMandate } from '../../domain/mandate/mandate.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { type Bought, type BuyBalancePorts, payFor } from '../billing/buy-balance.ts';
import type { PaymentBackEnd } from '../billing/payment-back-end.ts';
import type { createPermitPlan } from '../spend/permit-plan.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { approvalChanged, approvalEnded, approvalNotFound } from './approval-refusals.ts';
import type { CostsOf } from './costs-of.ts';
import { endIfOver } from './end-if-over.ts';
import { type EndedApproval, endWaiting, type Handlers } from './end-waiting.ts';
import { goOn } from './go-on-approved.ts';
import { permitPlanOf, restatedFor } from './restated-terms.ts';

export type DecidePorts = Omit<BuyBalancePorts, 'transact' | 'termsOf'> & {
  readonly transact: Transact<TeamTx>;
  readonly handlers: Handlers;
  /** What a change costs now. */
  readonly costs: CostsOf;
  readonly permitPlan: ReturnType<typeof createPermitPlan>;
  readonly invoiceTermsOf: BuyBalancePorts['termsOf'];
  readonly backEnd: Pick<PaymentBackEnd, 'name' | 'isAutomatic'>;
};

/** Who decides: a person, by themself. */
export type Decider = { readonly actor: Actor & { readonly kind: 'person' } };

export type Deciding = Decider & {
  readonly teamId: TeamId;
  readonly id: ApprovalId;
  /** Whether they may decide over what this agent asks; the refusal where they may not. */
  readonly mayDecide: (asked: {
    readonly approval: Approval;
    readonly mandate: StandingMandate | undefined;
  }) => Refusal | undefined;
};

export type Approving = Deciding & {
  /** How they have seen it. */
  readonly revision: number;
};

export type Decided = {
  readonly approval: Approval;
  /** What goes on now; its first attempt is still to be made where it is new. */
  readonly begun: { readonly operation: Operation; readonly isNew: boolean } | null;
  readonly bought: Bought | null;
};

/**
 * Decides over what an agent waits for. Approved, it is done once, however often and by however many it
 * is approved: the operation goes on, or the purchase is made, in the transaction that notes it. What
 * costs something else by now has to be approved anew.
 *
 * @see docs/agents.md
 */
export function createDecideApproval(ports: DecidePorts) {
  return {
    approve: (request: Approving) => approve(ports, request),
    refuse: (request: Deciding & { readonly reason: string | null }) => refuseIt(ports, request),
    /** Ends what nobody decides over any more, if that is so. */
    end: (teamId: TeamId, id: ApprovalId) =>
      ports.transact(teamId, async (tx): Promise<void> => {
        const approval = await tx.approvals.lock(id);
        if (approval?.state === 'pending') await endIfOver(tx, ports, approval);
      }),
  };
}

async function approve(ports: DecidePorts, request: Approving): Promise<Result<Decided, Refusal>> {
  const { transact, runPayment } = ports;
  const { teamId } = request;
  const seen = await transact(teamId, (tx) => look(tx, request));
  if (!seen.ok) return seen;
  const { approval, operation } = seen.value;
  if (approval.state === 'pending') {
    const restated = await restatedFor(ports, approval, operation);
    if (!restated.ok) return restated;
    if (isRestated(approval, restated.value)) {
      const changed = { ...approval, ...restated.value, revision: approval.revision + 1 };
      await transact(teamId, (tx) => restate(tx, changed));
      return approvalChanged(changed);
    }
    const permitted = await permitPlanOf(ports, operation, request.actor);
    if (!permitted.ok) return permitted;
  }
  const invoiceTerms = await ports.invoiceTermsOf({
    teamId,
    installationId: approval.installationId,
  });
  const decided = await transact(teamId, (tx) => goOn(tx, ports, { ...request, invoiceTerms }));
  if (!decided.ok) return decided;
  const { ended, ...rest } = decided.value;
  if (ended !== undefined) return approvalEnded(ended);
  if (rest.buying === null) return ok({ approval: rest.approval, begun: rest.begun, bought: null });
  const bought = await payFor(runPayment, rest.buying);
  return bought.ok ? ok({ approval: rest.approval, begun: null, bought: bought.value }) : bought;
}

/** How things stand, before anybody outside is asked. */
async function look(
  tx: TeamTx,
  { id, mayDecide, revision }: Pick<Approving, 'id' | 'mayDecide' | 'revision'>,
): Promise<Result<{ approval: Approval; operation: Operation | undefined }, Refusal>> {
  const approval = await tx.approvals.find(id);
  if (approval === undefined) return approvalNotFound(id);
  const mandate = await tx.mandates.find(approval.tokenId);
  const forbidden = mayDecide({ approval, mandate });
  if (forbidden !== undefined) return { ok: false, error: forbidden };
  if (approval.state !== 'pending' && approval.state !== 'approved') return approvalEnded(approval);
  if (approval.state === 'pending' && approval.revision !== revision) {
    return approvalChanged(approval);
  }
  const { operationId } = approval;
  const operation = operationId === null ? undefined : await tx.operations.find(operationId);
  return ok({ approval, operation });
}

async function restate(tx: TeamTx, changed: Approval): Promise<void> {
  const current = await tx.approvals.lock(changed.id);
  const isSame = current?.state === 'pending' && current.revision === changed.revision - 1;
  if (isSame) await tx.approvals.save(changed);
}

async function refuseIt(
  ports: DecidePorts,
  { teamId, id, actor, reason, mayDecide }: Deciding & { readonly reason: string | null },
): Promise<Result<Decided, Refusal>> {
  return ports.transact(teamId, async (tx): Promise<Result<Decided, Refusal>> => {
    const approval = await tx.approvals.lock(id);
    if (approval === undefined) return approvalNotFound(id);
    const forbidden = mayDecide({ approval, mandate: await tx.mandates.find(approval.tokenId) });
    if (forbidden !== undefined) return { ok: false, error: forbidden };
    if (approval.state === 'refused') return ok({ approval, begun: null, bought: null });
    if (approval.state !== 'pending') return approvalEnded(approval);
    const decided = { decidedBy: actor.userId, decidedAt: ports.now(), reason };
    const refused: EndedApproval = { ...approval, ...decided, state: 'refused' };
    await endWaiting(tx, ports, { approval: refused, actor });
    return ok({ approval: refused, begun: null, bought: null });
  });
}
