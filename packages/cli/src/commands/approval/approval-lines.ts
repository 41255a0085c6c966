import type { Approval } from '@kontor/protocol/kontor';
import { second } from '../../output/day.ts';
import type { Line } from '../../output/line.ts';
import { facts } from '../../output/table.ts';

const reasons: Readonly<Record<Approval['reasons'][number], string>> = {
  no_budget: 'the agent has no budget',
  per_purchase: 'it is more than the agent may spend at once',
  per_month: 'it is more than is left of the budget of the month',
  price_unknown: 'nobody knows what it will cost',
  terms: 'terms have to be accepted',
};

/** What something costs, for people. */
export function priceOf({ price, plan, kind }: Approval): string {
  if (price === null) return plan?.cost ?? 'not known';
  return `$${price}${kind === 'purchase' || price === '0' ? '' : ' a month'}`;
}

/** What an agent asks for, why, and what follows. */
export function approvalLines(approval: Approval): Line[] {
  const { agent, person, documents } = approval;
  return facts([
    ['id', approval.id],
    ['state', approval.state],
    ['wants', approval.summary],
    ['who', `${person.name} through agent ${agent.name}`],
    ['cost', priceOf(approval)],
    ['why', approval.reasons.map((reason) => reasons[reason]).join('; ')],
    ...(approval.policies.length === 0
      ? []
      : [['you accept', approval.policies.join(', ')] as const]),
    ...(approval.policies.length === 0 || documents.eulaUrl === null
      ? []
      : [['its terms', documents.eulaUrl] as const]),
    ['asked', second(approval.createdAt)],
    ['ends', second(approval.expiresAt)],
    ...(approval.decidedAt === null ? [] : [['decided', second(approval.decidedAt)] as const]),
    ...(approval.reason === null ? [] : [['because', approval.reason] as const]),
  ]);
}
