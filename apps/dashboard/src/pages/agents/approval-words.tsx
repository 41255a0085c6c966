import type { Approval } from '@kontor/protocol/kontor';
import { Amount } from '../../ui/amount.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';

const words: Readonly<Record<Approval['reasons'][number], string>> = {
  no_budget: 'The agent has no budget.',
  per_purchase: 'It is more than the agent may spend at once.',
  per_month: 'It is more than is left of the agent’s budget this month.',
  price_unknown: 'Nobody knows what it will cost.',
  terms: 'Terms have to be accepted.',
};

/** Why an agent asks, a sentence for each reason. */
export function reasonsOf({ reasons }: Approval): readonly string[] {
  return reasons.map((reason) => words[reason]);
}

const states: Readonly<Record<Approval['state'], { readonly tone: Tone; readonly word: string }>> =
  {
    pending: { tone: 'warn', word: 'Waits for you' },
    approved: { tone: 'good', word: 'Approved' },
    refused: { tone: 'bad', word: 'Refused' },
    expired: { tone: 'neutral', word: 'Expired' },
    void: { tone: 'neutral', word: 'Void' },
  };

export function ApprovalState({ state, mayDecide }: Pick<Approval, 'state' | 'mayDecide'>) {
  const { tone, word } = states[state];
  return <Badge tone={tone}>{state === 'pending' && !mayDecide ? 'Waits' : word}</Badge>;
}

/** What something costs, as far as anybody knows. */
export function Price({ price, plan, kind }: Pick<Approval, 'price' | 'plan' | 'kind'>) {
  if (price === null) return plan?.cost ?? 'not known';
  return (
    <>
      <Amount of={price} />
      {kind !== 'purchase' && Number(price) > 0 && ' a month'}
    </>
  );
}
