import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { authorisationFor, isFree } from './billing-plan.ts';
import { effectiveAt, type PlanState } from './plan-change.ts';

/** Something that a provider does not state, or that nobody can know before it happens. */
export type PlanUnknown = 'price' | 'start' | 'initial_charge' | 'proration' | 'usage';

/** What to tell people of it. */
export const planUnknowns: Readonly<Record<PlanUnknown, string>> = {
  price: 'Its provider states no price in words.',
  start: 'Its provider says from when the plan holds once it is asked for it.',
  initial_charge: 'Its provider does not say whether something is billed at the start.',
  proration:
    'What of the present period is billed or given back stands on the next invoice: providers cannot state it before.',
  usage: 'What is used beyond the price is billed afterwards, and taxes come on top.',
};

/** What a change of plan means, as far as its provider has stated it. */
export type PlanPreview = {
  /** The plan that holds now. */
  readonly from: ResolvedBillingPlan | null;
  /** One that is agreed on and takes effect later; the change replaces it. */
  readonly replaces: ResolvedBillingPlan | null;
  readonly to: ResolvedBillingPlan;
  /** Whether it holds already, so that nothing changes. */
  readonly isSame: boolean;
  /** From when it holds; null where its provider says nothing of that, which means at once. */
  readonly effectiveAt: Date | null;
  /** What the provider means to bill at the start, in dollars; null where it states nothing. */
  readonly initialCharge: string | null;
  /** Bounds of a purchase, without which a prepayment has no balance. */
  readonly prepayment: { readonly minimum: string | null; readonly maximum: string | null } | null;
  /** What the payment method is tried for. */
  readonly authorisation: string | null;
  readonly needsPaymentMethod: boolean;
  readonly unknown: readonly PlanUnknown[];
};

/**
 * Says what follows from choosing a plan. Nothing is guessed: the protocol has no field for what is
 * prorated, so that is known only where the plan costs nothing before and after.
 *
 * @see spec/partner-api.md §5.1; docs/billing.md
 */
export function previewPlan(
  { billingPlan: from, pendingBillingPlan: pending }: PlanState,
  to: ResolvedBillingPlan,
  at: Date,
): PlanPreview {
  const isSame = from?.id === to.id;
  const effective = isSame ? undefined : effectiveAt(to);
  const isLater = effective !== undefined && effective > at;
  const replaces = pending !== null && pending.id !== to.id ? pending : null;
  const { minimumAmount: minimum = null, maximumAmount: maximum = null } = to;
  return {
    from,
    replaces,
    to,
    isSame,
    effectiveAt: isLater ? effective : null,
    initialCharge: isFree(to) ? '0.00' : (to.initialCharge ?? null),
    prepayment: to.type === 'prepayment' ? { minimum, maximum } : null,
    authorisation: authorisationFor(to) ?? null,
    needsPaymentMethod: !isFree(to),
    unknown: isSame ? [] : unknownOf(from, to),
  };
}

function unknownOf(
  from: ResolvedBillingPlan | null,
  to: ResolvedBillingPlan,
): readonly PlanUnknown[] {
  const isPaid = !isFree(to);
  const isBilled = isPaid && to.type === 'subscription';
  const wasPaid = from !== null && !isFree(from);
  return [
    ...(isPaid && !to.cost ? (['price'] as const) : []),
    ...(effectiveAt(to) === undefined ? (['start'] as const) : []),
    ...(isBilled && to.initialCharge === undefined ? (['initial_charge'] as const) : []),
    ...(wasPaid || isBilled ? (['proration'] as const) : []),
    ...(isBilled ? (['usage'] as const) : []),
  ];
}
