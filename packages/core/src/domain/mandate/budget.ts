import { compareMoney, sumOf } from '../billing/money.ts';

/** What an agent may spend without asking, in dollars. */
export type Budget = {
  /** In a calendar month of the team's time, in UTC. */
  readonly perMonth: string;
  /** At once; null where only the month counts. */
  readonly perPurchase: string | null;
};

/** What became of what an agent took in a month, in dollars. */
export type MandateSpending = {
  /** Done, without having been asked for: plans that go on count again each month. */
  readonly spent: string;
  /** Begun, with nobody knowing yet whether it will be done. */
  readonly reserved: string;
  /** Done or begun after somebody approved it, which leaves the budget as it is. */
  readonly approved: string;
};

/** Why somebody has to agree first. */
export type ApprovalReason = 'no_budget' | 'per_purchase' | 'per_month' | 'price_unknown' | 'terms';

/** What something asks for before it is done. */
export type Terms = {
  /** In dollars, for a month or at once; null where nobody can know. */
  readonly price: string | null;
  /** The plan that the price is that of. */
  readonly plan: StatedPlan | null;
  /** What a person has to accept. */
  readonly policies: readonly string[];
};

export type StatedPlan = {
  readonly id: string;
  readonly name: string;
  readonly cost: string | null;
};

export const freeOfTerms: Terms = { price: '0', plan: null, policies: [] };

/**
 * Says why something cannot be done without asking; nothing where it can. What costs nothing needs no
 * budget, and what nobody knows the price of is never within one.
 */
export function reasonsToAsk(
  budget: Budget | null,
  { price, policies }: Pick<Terms, 'price' | 'policies'>,
  { spent, reserved }: Pick<MandateSpending, 'spent' | 'reserved'>,
): readonly ApprovalReason[] {
  return [
    ...(policies.length > 0 ? (['terms'] as const) : []),
    ...reasonsOfMoney(budget, price, sumOf([spent, reserved])),
  ];
}

function reasonsOfMoney(
  budget: Budget | null,
  price: string | null,
  taken: string,
): readonly ApprovalReason[] {
  if (price === null) return ['price_unknown'];
  if (compareMoney(price, '0') === 0) return [];
  if (budget === null) return ['no_budget'];
  const { perPurchase, perMonth } = budget;
  return [
    ...(perPurchase !== null && compareMoney(price, perPurchase) > 0
      ? (['per_purchase'] as const)
      : []),
    ...(compareMoney(sumOf([taken, price]), perMonth) > 0 ? (['per_month'] as const) : []),
  ];
}
