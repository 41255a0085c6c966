import type { ResolvedBillingPlan, ResourceId } from '@kontor/protocol/vocabulary';
import { compareMoney, inCents, sumOf, times } from './money.ts';
import type { Period } from './period.ts';
import { checkPurchase } from './purchase.ts';
import type { Threshold } from './threshold.ts';

/** Why nothing is bought on a threshold any more, until it is set again. */
export type TopUpStop =
  | 'payment_failed'
  | 'plan_changed'
  | 'spend_limit'
  /** What was bought was refused by its provider, called off, or nobody knows: the balance may never rise. */
  | 'not_credited';

/** A threshold with where it stands. */
export type StandingThreshold = Threshold & {
  /** Null for the installation as a whole. */
  readonly resourceId: ResourceId | null;
  /** Whether the balance has been at the minimum or above it since something was bought last. */
  readonly isArmed: boolean;
  readonly stoppedFor: TopUpStop | null;
  /** The end of the month in which no more may be bought, once that is so. */
  readonly heldUntil: Date | null;
  /** As its provider said last; null while it has said nothing. */
  readonly balanceInCents: string | null;
};

/** What follows from the newest balance. */
export type TopUp =
  | { readonly do: 'nothing' }
  /** The balance is well again, so the next fall counts. */
  | { readonly do: 'arm' }
  | { readonly do: 'buy'; readonly plan: ResolvedBillingPlan; readonly amount: string }
  /** It would be more than may be bought in a month: nothing more in this one. */
  | { readonly do: 'hold'; readonly cap: string; readonly bought: string }
  | { readonly do: 'stop'; readonly reason: TopUpStop };

/**
 * Decides whether a balance is filled up: once for each time that it falls below its minimum, and
 * never beyond what the plan and the team let the host buy on its own in a month.
 *
 * @see spec/partner-api.md §5.1, §12.8; spec/purchases.md — PUR-6, PUR-9
 */
export function decideTopUp(
  threshold: StandingThreshold,
  {
    plan,
    bought,
    at,
  }: {
    /** The plan that the balance belongs to now. */
    readonly plan: ResolvedBillingPlan | null;
    /** What was bought automatically in the month so far, in dollars. */
    readonly bought: string;
    readonly at: Date;
  },
): TopUp {
  const { balanceInCents, minimumAmountInCents, isArmed } = threshold;
  if (balanceInCents === null) return { do: 'nothing' };
  if (compareMoney(balanceInCents, String(minimumAmountInCents)) >= 0) {
    return isArmed ? { do: 'nothing' } : { do: 'arm' };
  }
  if (!isArmed || isResting(threshold, at)) return { do: 'nothing' };
  const bargain = checkPurchase(plan, dollarsOf(threshold.purchaseAmountInCents));
  if (!bargain.ok || bargain.value.plan.id !== threshold.billingPlanId) {
    return { do: 'stop', reason: 'plan_changed' };
  }
  const cap = capOf(threshold, bargain.value.plan);
  if (cap !== undefined && compareMoney(sumOf([bought, bargain.value.amount]), cap) > 0) {
    return { do: 'hold', cap, bought };
  }
  return { do: 'buy', ...bargain.value };
}

/** Whether nothing is bought whatever the balance: it was stopped, or the month's most is reached. */
function isResting({ stoppedFor, heldUntil }: StandingThreshold, at: Date): boolean {
  return stoppedFor !== null || (heldUntil !== null && heldUntil > at);
}

/** The most that is bought automatically in a month, in dollars: what the team says, or less by the plan. */
function capOf(
  { maximumAmountPerPeriodInCents: own }: Threshold,
  { maximumAmountAutoPurchasePerPeriod: most }: ResolvedBillingPlan,
): string | undefined {
  if (own === undefined) return most;
  const cap = dollarsOf(own);
  return most === undefined || compareMoney(cap, most) < 0 ? cap : most;
}

function dollarsOf(cents: number): string {
  return inCents(times('0.01', cents));
}

/** The calendar month around a moment, in UTC: the period that automatic purchases are counted in. */
export function monthAround(at: Date): Period {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  return { start: new Date(Date.UTC(year, month)), end: new Date(Date.UTC(year, month + 1)) };
}
