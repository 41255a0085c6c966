import type {
  InstallationId,
  InvoiceId,
  ResolvedBillingPlan,
  ResourceId,
  TeamId,
} from '@kontor/protocol/vocabulary';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { Actor } from '../actor.ts';
import { smallestInvoice } from './due.ts';
import type { InvoiceItem } from './invoice.ts';
import { compareMoney, inCents } from './money.ts';

/** By somebody, or by the host where a balance fell below its threshold. */
export type PurchaseOrigin = 'manual' | 'automatic';

/**
 * Where a purchase stands.
 *
 * Life: `open` until its invoice is paid; `paid` while it waits to be told to the provider, `crediting`
 * while that goes on, `credited` at the end. A provider that cannot be reached makes it `paid` again.
 * What is refused for good is `refused`, and the money goes back; what nobody knows is `unclear`, and
 * somebody has to ask the provider. `cancelled` is one whose invoice was called off before it was told.
 */
export type PurchaseState =
  | 'open'
  | 'paid'
  | 'crediting'
  | 'credited'
  | 'refused'
  | 'unclear'
  | 'cancelled';

/** A balance that a team buys under a prepayment. Its invoice is its name. @see spec/concepts.md — C24 */
export type Purchase = {
  readonly invoiceId: InvoiceId;
  readonly teamId: TeamId;
  readonly installationId: InstallationId;
  /** Whose balance it is for; null for the installation as a whole. @see spec/concepts.md — C23 */
  readonly resourceId: ResourceId | null;
  readonly billingPlanId: string;
  /** In dollars with cents. */
  readonly amount: string;
  readonly origin: PurchaseOrigin;
  readonly actor: Actor;
  readonly state: PurchaseState;
  /** How often its provider could not be reached. */
  readonly attempts: number;
  /** When the provider is told, while it is `paid`: by the real time, and at once where null. */
  readonly retryAt: Date | null;
  readonly callerKey: string | null;
  readonly traceId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** A plan that sells balances, and how much of it is bought, in dollars with cents. */
export type Bargain = { readonly plan: ResolvedBillingPlan; readonly amount: string };

/**
 * What is bought, if the plan sells so much at once.
 *
 * @see spec/partner-api.md §5.1, §12.8; spec/purchases.md — PUR-6
 */
export function checkPurchase(
  plan: ResolvedBillingPlan | null,
  amount: string,
): Result<Bargain, Refusal> {
  if (plan?.type !== 'prepayment') {
    return refuse(
      'billing_plan_unavailable',
      plan === null
        ? 'There is no plan here under which a balance can be bought. Choose a prepayment first.'
        : `${plan.name} is paid afterwards. A balance is bought under a prepayment only.`,
      { billingPlanId: plan?.id ?? null },
    );
  }
  const { minimumAmount = smallestInvoice, maximumAmount } = plan;
  const least = compareMoney(minimumAmount, smallestInvoice) < 0 ? smallestInvoice : minimumAmount;
  const exact = inCents(amount);
  if (compareMoney(exact, amount) !== 0) {
    return wrong(`dollars with at most two decimals, and is ${amount}`);
  }
  if (compareMoney(amount, least) < 0) {
    return wrong(`at least ${least} under ${plan.name}, and is ${amount}`);
  }
  if (maximumAmount !== undefined && compareMoney(amount, maximumAmount) > 0) {
    return wrong(`at most ${maximumAmount} under ${plan.name}, and is ${amount}`);
  }
  return ok({ plan, amount: exact });
}

/** The one line of the invoice of a purchase. Providers credit its `resourceId` with its `total`. */
export function itemOf(
  plan: Pick<ResolvedBillingPlan, 'id' | 'name'>,
  { amount, externalId }: { readonly amount: string; readonly externalId: string | null },
): InvoiceItem {
  return {
    billingPlanId: plan.id,
    ...(externalId === null ? {} : { resourceId: externalId }),
    name: plan.name,
    price: amount,
    quantity: 1,
    units: 'purchase',
    total: amount,
  };
}

/** Its invoice is paid: the provider is to be told, at once unless a time is given. */
export function toBeCredited(purchase: Purchase, at: Date, retryAt: Date | null = null): Purchase {
  return { ...purchase, state: 'paid', retryAt, updatedAt: at };
}

/** The purchase on its way through the states that follow from what its provider says. */
export function inState(
  purchase: Purchase,
  state: Exclude<PurchaseState, 'open' | 'paid'>,
  at: Date,
): Purchase {
  return { ...purchase, state, retryAt: null, updatedAt: at };
}

/** Waits between two tries to reach a provider whose customer has paid: about a day in all. */
const waitsMs = [1, 5, 15, 60, 180, 360, 720].map((minutes) => minutes * 60_000);

/**
 * The purchase once its provider could not be reached, or nothing when it was tried long enough. `at` is
 * the time of its team; waits are of the real time `now`.
 */
export function postponed(
  purchase: Purchase,
  { at, now }: { readonly at: Date; readonly now: Date },
): Purchase | undefined {
  const waitMs = waitsMs[purchase.attempts];
  if (waitMs === undefined) return undefined;
  const again = { ...purchase, attempts: purchase.attempts + 1 };
  return toBeCredited(again, at, new Date(now.getTime() + waitMs));
}

function wrong(fitting: string) {
  const message = `amount must be ${fitting}`;
  return refuse('invalid_request', `${message}.`, { fields: [{ key: 'amount', message }] });
}
