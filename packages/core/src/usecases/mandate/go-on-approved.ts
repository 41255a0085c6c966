import { tokenId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import type { Installation } from '../../domain/installation/installation.ts';
import type { Approval } from '../../domain/mandate/approval.ts';
import type { StandingMandate } from '../../domain/mandate/mandate.ts';
import { approvedOperation, type Intent } from '../../domain/operation/operation.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { type Bought, type BuyBalancePorts, buy } from '../billing/buy-balance.ts';
import { operationRunning } from '../operation/begin-operation.ts';
import type { TeamTx } from '../team-tx.ts';
import { approvalChanged, approvalEnded, approvalNotFound } from './approval-refusals.ts';
import { approvalSubject, take } from './ask-within.ts';
import type { Approving, Decided, DecidePorts } from './decide-approval.ts';
import { endIfOver } from './end-if-over.ts';
import type { EndedApproval } from './end-waiting.ts';

type GoneOn = {
  readonly approval: Approval;
  readonly begun: Decided['begun'];
  readonly buying: (Bought & { readonly isNew: boolean }) | null;
  /** Where it turned out to be over instead, which is kept. */
  readonly ended?: EndedApproval;
};

type GoingOn = Approving & {
  readonly invoiceTerms: Awaited<ReturnType<BuyBalancePorts['termsOf']>>;
};

/** What was asked for is done, in the transaction that notes that it was approved. */
export async function goOn(
  tx: TeamTx,
  ports: DecidePorts,
  { id, actor, revision, invoiceTerms }: GoingOn,
): Promise<Result<GoneOn, Refusal>> {
  const approval = await tx.approvals.lock(id);
  if (approval === undefined) return approvalNotFound(id);
  if (approval.state === 'approved') return alreadyApproved(tx, approval);
  if (approval.state !== 'pending') return approvalEnded(approval);
  if (approval.revision !== revision) return approvalChanged(approval);
  // whoever uninstalls or begins another change holds these first, too
  const installation = await tx.installations.lock(approval.installationId);
  if (approval.resourceId !== null) await tx.resources.lock(approval.resourceId);
  const over = await endIfOver(tx, ports, approval);
  if (over !== undefined) return ok({ approval: over, begun: null, buying: null, ended: over });
  const at = ports.now();
  const approved: Approval = {
    ...approval,
    state: 'approved',
    decidedBy: actor.userId,
    decidedAt: at,
  };
  await tx.events.append({
    type: 'approval.approved',
    actor,
    subject: approvalSubject(approval),
    ...(approval.operationId !== null && { operationId: approval.operationId }),
    data: { price: approval.price, policies: [...approval.policies] },
  });
  if (approval.purchase !== null) {
    return purchase(tx, ports, { approved, invoiceTerms });
  }
  return resume(tx, { approval, approved, installation, at });
}

type Resuming = {
  readonly approval: Approval;
  readonly approved: Approval;
  readonly installation: Installation | undefined;
  readonly at: Date;
};

/** The operation that waited goes on, unless another change of the same runs. */
async function resume(
  tx: TeamTx,
  { approval, approved, installation, at }: Resuming,
): Promise<Result<GoneOn, Refusal>> {
  const operation = approval.operationId && (await tx.operations.lock(approval.operationId));
  if (!operation) throw new Error(`the approval ${approval.id} has no operation`);
  if (operation.status !== 'awaiting-approval') {
    throw new Error(`the approval ${approval.id} has no operation that waits`);
  }
  const { resourceId, installationId } = operation;
  const running = await tx.operations.findRunning(
    resourceId === null ? { installationId } : { resourceId },
  );
  if (running !== undefined) return operationRunning(running);
  const intent = accepting(operation.intent, approval.policies, at);
  if (intent.kind === 'install' && installation !== undefined) {
    await tx.installations.save({ ...installation, acceptedPolicies: intent.acceptedPolicies });
  }
  await tx.approvals.save(approved);
  const taken = { id: operation.id, installationId, resourceId, isApproved: true };
  await take(tx, approval, approval, taken);
  const begun = approvedOperation(operation, intent);
  await tx.operations.resume(begun);
  return ok({ approval: approved, begun: { operation: begun, isNew: true }, buying: null });
}

async function alreadyApproved(tx: TeamTx, approval: Approval): Promise<Result<GoneOn, Refusal>> {
  const { operationId, invoiceId } = approval;
  const operation = operationId === null ? undefined : await tx.operations.find(operationId);
  const made = invoiceId === null ? undefined : await tx.purchases.find(invoiceId);
  return ok({
    approval,
    begun: operation === undefined ? null : { operation, isNew: false },
    buying: made === undefined ? null : { purchase: made, payment: undefined, isNew: false },
  });
}

async function purchase(
  tx: TeamTx,
  ports: DecidePorts,
  {
    approved,
    invoiceTerms,
  }: { readonly approved: Approval; readonly invoiceTerms: GoingOn['invoiceTerms'] },
): Promise<Result<GoneOn, Refusal>> {
  const { purchase: wish, tokenId: id, teamId, installationId, resourceId } = approved;
  const mandate = await tx.mandates.find(id);
  if (wish === null || mandate === undefined) throw new Error(`${approved.id} buys nothing`);
  const bought = await buy(tx, ports, {
    ...wish,
    ...{ teamId, installationId, resourceId, terms: invoiceTerms, isApproved: true },
    actor: agentOf(mandate),
  });
  if (!bought.ok) return bought;
  const invoiceId = bought.value.purchase?.invoiceId ?? null;
  const done = { ...approved, invoiceId };
  await tx.approvals.save(done);
  return ok({ approval: done, begun: null, buying: bought.value });
}

/** The agent as the actor of what it does. */
function agentOf({ userId, tokenId: id, agent }: StandingMandate): Actor {
  return { kind: 'person', userId, tokenId: tokenId.parse(id), agent };
}

/** What a person accepts by approving. */
function accepting(intent: Intent, policies: readonly string[], at: Date): Intent {
  if (intent.kind !== 'install' && intent.kind !== 'renew-installation') return intent;
  const accepted = Object.fromEntries(policies.map((policy) => [policy, at.toISOString()]));
  return { ...intent, acceptedPolicies: { ...intent.acceptedPolicies, ...accepted } };
}
