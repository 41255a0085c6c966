import { type ApprovalId, type TeamId, tokenId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { type Approval, hasExpired, isRestated } from '../../domain/mandate/approval.ts';
import type { Terms } from '../../domain/mandate/budget.ts';
import { judgeMandate, type StandingMandate } from '../../domain/mandate/mandate.ts';
import {
  approvedOperation,
  type Intent,
  type Operation,
} from '../../domain/operation/operation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { type Bought, type BuyBalancePorts, buy, payFor } from '../billing/buy-balance.ts';
import type { PaymentBackEnd } from '../billing/payment-back-end.ts';
import { requireNative } from '../installation/require-installed.ts';
import { operationRunning, subjectPlace } from '../operation/begin-operation.ts';
import type { createPermitPlan } from '../spend/permit-plan.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { approvalSubject, take } from './ask-within.ts';
import type { CostsOf } from './costs-of.ts';
import { type EndedApproval, endWaiting, type Handlers } from './end-waiting.ts';

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

type Deciding = Decider & {
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
  const { teamId, id } = request;
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
  const decided = await transact(teamId, (tx) =>
    goOn(tx, ports, { ...request, id, invoiceTerms, isNew: approval.state === 'pending' }),
  );
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

/** The terms as the provider states them now. Of a purchase they are what was asked for. */
async function restatedFor(
  { costs }: DecidePorts,
  approval: Approval,
  operation: Operation | undefined,
): Promise<Result<Terms, Refusal>> {
  const own: Terms = { price: approval.price, plan: approval.plan, policies: approval.policies };
  if (operation === undefined) return ok(own);
  const { intent, teamId, installationId, resourceId } = operation;
  switch (intent.kind) {
    case 'provision':
      return costs.ofProvision({ ...intent, teamId, installationId });
    case 'update-resource':
      if (resourceId === null || intent.billingPlanId === undefined) return ok(own);
      return costs.ofResource({ teamId, resourceId, billingPlanId: intent.billingPlanId });
    case 'update-installation':
      return costs.ofInstallation({ teamId, installationId, billingPlanId: intent.billingPlanId });
    default:
      return ok(own);
  }
}

/** What would keep anybody from taking the plan: a hard limit of the team, or nothing to pay with. */
async function permitPlanOf(
  { permitPlan }: DecidePorts,
  operation: Operation | undefined,
  actor: Actor,
): Promise<Result<unknown, Refusal>> {
  if (operation === undefined) return ok(null);
  const { intent, teamId, installationId, resourceId, traceId } = operation;
  const by = { teamId, actor, callerKey: null, traceId };
  switch (intent.kind) {
    case 'provision':
      return permitPlan.ofProvision({ ...by, ...intent, installationId });
    case 'update-resource':
      if (resourceId === null || intent.billingPlanId === undefined) return ok(null);
      return permitPlan.ofResource({
        ...by,
        resourceId,
        change: { billingPlanId: intent.billingPlanId },
      });
    case 'update-installation':
      return permitPlan.ofInstallation({
        ...by,
        installationId,
        billingPlanId: intent.billingPlanId,
      });
    default:
      return ok(null);
  }
}

async function restate(tx: TeamTx, changed: Approval): Promise<void> {
  const current = await tx.approvals.lock(changed.id);
  const isSame = current?.state === 'pending' && current.revision === changed.revision - 1;
  if (isSame) await tx.approvals.save(changed);
}

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

async function goOn(
  tx: TeamTx,
  ports: DecidePorts,
  { id, actor, revision, invoiceTerms }: GoingOn & { readonly isNew: boolean },
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
  const operation = approval.operationId && (await tx.operations.lock(approval.operationId));
  if (!operation) throw new Error(`the approval ${id} has no operation`);
  if (operation.status !== 'awaiting-approval') {
    throw new Error(`the approval ${id} has no operation that waits`);
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

/**
 * Ends what cannot be approved any more: time is over, its token or the right of its person has ended, or
 * what it is about is gone.
 */
async function endIfOver(
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

export function approvalNotFound(id: string) {
  return refuse('approval_not_found', `There is no approval '${id}' in this team.`);
}

function approvalEnded({ id, state, reason }: Approval) {
  const why = state === 'void' && reason !== null ? ` ${reason}` : '';
  return refuse(
    'approval_ended',
    `The approval ${id} is ${state} already, so nothing was done.${why} Where it is still wanted, have the agent ask again.`,
    { approvalId: id, state },
  );
}

function approvalChanged({ id, revision, price, plan }: Approval) {
  return refuse(
    'approval_changed',
    `What ${id} asks for has changed: it is revision ${revision} now${price === null ? ', of which nobody knows the price' : `, at $${price}`}. Look at it again, then approve that.`,
    { approvalId: id, revision, price, plan: plan?.id ?? null },
  );
}
