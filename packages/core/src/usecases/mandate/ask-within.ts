import type { InstallationId, ResourceId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { compareMoney } from '../../domain/billing/money.ts';
import { monthAround } from '../../domain/billing/top-up.ts';
import {
  type Approval,
  beginApproval,
  mostPending,
  type NewApproval,
} from '../../domain/mandate/approval.ts';
import { type ApprovalReason, reasonsToAsk, type Terms } from '../../domain/mandate/budget.ts';
import type { StandingMandate } from '../../domain/mandate/mandate.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { TeamTx } from '../team-tx.ts';

export type BudgetTx = Pick<TeamTx, 'clock' | 'mandates'>;
export type AskTx = Pick<TeamTx, 'approvals' | 'events'>;

/**
 * Why an agent has to ask before it does something. Whoever else buys with the same token waits until
 * the transaction ends, in which what is taken is written down: together they never pass the budget.
 */
export async function reasonsFor(
  { clock, mandates }: BudgetTx,
  { tokenId, budget }: StandingMandate,
  terms: Terms,
): Promise<readonly ApprovalReason[]> {
  const month = monthAround(await clock.now());
  return reasonsToAsk(budget, terms, await mandates.spending(tokenId, month.start));
}

export type Taken = {
  /** Of the operation, or of the invoice. */
  readonly id: string;
  readonly installationId: InstallationId;
  readonly resourceId: ResourceId | null;
  readonly isApproved: boolean;
};

/** Writes down what an agent takes, before it is bought. What nobody knows the price of is written as nothing. */
export async function take(
  { clock, mandates }: BudgetTx,
  { tokenId }: Pick<StandingMandate, 'tokenId'>,
  { price, plan }: Terms,
  taken: Taken,
): Promise<void> {
  if (price === null || compareMoney(price, '0') === 0) return;
  const month = monthAround(await clock.now()).start;
  const billingPlanId = plan?.id ?? null;
  await mandates.charge({ ...taken, tokenId, amount: price, month, billingPlanId });
}

type Question = Omit<NewApproval, 'id' | 'tokenId'> & { readonly actor: Actor; readonly at: Date };

/** Asks the person of an agent for their word. */
export async function ask(
  { approvals, events }: AskTx,
  { tokenId, agent }: StandingMandate,
  { actor, at, ...question }: Question,
): Promise<Result<Approval, Refusal>> {
  if ((await approvals.countPending(tokenId)) >= mostPending) return tooMany(agent);
  const approval = beginApproval({ ...question, id: approvals.nextId(), tokenId }, at);
  await approvals.insert(approval);
  const { price, plan, policies, reasons, expiresAt } = approval;
  await events.append({
    type: 'approval.asked',
    actor,
    subject: approvalSubject(approval),
    ...(approval.operationId !== null && { operationId: approval.operationId }),
    data: {
      ...{ agent, price, reasons: [...reasons], policies: [...policies] },
      plan: plan?.id ?? null,
      expiresAt: expiresAt.toISOString(),
    },
  });
  return ok(approval);
}

/** What an event about an approval is about. */
export function approvalSubject({ id, installationId, resourceId }: Approval) {
  return {
    approval: id,
    installation: installationId,
    ...(resourceId === null ? {} : { resource: resourceId }),
  };
}

function tooMany(agent: string) {
  return refuse(
    'too_many_approvals',
    `${agent} waits for ${mostPending} approvals already. Have its person decide over some of them first.`,
    { limit: mostPending },
  );
}
