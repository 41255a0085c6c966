import type { InstallationId, ResourceId } from '@kontor/protocol/vocabulary';
import { compareMoney, sumOf } from '../billing/money.ts';
import {
  type ApprovalReason,
  type Budget,
  type MandateSpending,
  reasonsToAsk,
} from '../mandate/budget.ts';
import {
  covers,
  leavesRoom,
  type Spending,
  type StandingLimit,
  spentUnder,
} from '../spend/spend-limit.ts';

/** A plan that costs something and is taken when a desired state is applied. */
export type Bought = {
  readonly resource: string;
  /** Null while the integration is not installed, and before the resource is made. */
  readonly installationId: InstallationId | null;
  readonly resourceId: ResourceId | null;
  /** Dollars a month; null where nobody knows. */
  readonly perMonth: string | null;
  /** Whether something can be charged for it; so it is too where the host charges nothing by itself. */
  readonly isPayable: boolean;
};

/** What has to be there or be agreed to before a desired state can be applied whole. */
export type PlanNeed =
  | { readonly kind: 'payment-method'; readonly resources: readonly string[] }
  | {
      readonly kind: 'spend-limit';
      readonly resources: readonly string[];
      readonly limit: Pick<StandingLimit, 'kind' | 'subjectId' | 'amount' | 'isHard'>;
      readonly spent: string;
      /** What a month of it costs, as far as it is known. */
      readonly perMonth: string;
      /** Whether it is refused as things are; otherwise the limit is passed when it is billed. */
      readonly isRefused: boolean;
    }
  | {
      readonly kind: 'approval';
      readonly resources: readonly string[];
      readonly reasons: readonly ApprovalReason[];
      readonly perMonth: string | null;
    };

export type NeedsWorld = {
  readonly limits: readonly StandingLimit[];
  readonly spendings: readonly Spending[];
  /** The project that it is for; null where there is none yet. */
  readonly projectId: string | null;
  /** What whoever applies it may spend without asking; undefined where that is no agent. */
  readonly mandate:
    | { readonly budget: Budget | null; readonly spending: MandateSpending }
    | undefined;
};

/** Says what the plans that are taken need, in the order in which they are asked for it. */
export function needsOf(bought: readonly Bought[], world: NeedsWorld): readonly PlanNeed[] {
  const unpayable = bought.filter(({ isPayable }) => !isPayable).map(({ resource }) => resource);
  return [
    ...(unpayable.length === 0 ? [] : [{ kind: 'payment-method', resources: unpayable } as const]),
    ...world.limits.flatMap((limit) => passed(limit, bought, world)),
    ...approvalsOf(bought, world.mandate),
  ];
}

/** Whether a limit stands in the way, or is passed by what a month costs. */
function passed(
  limit: StandingLimit,
  bought: readonly Bought[],
  { spendings, projectId }: NeedsWorld,
): readonly PlanNeed[] {
  const under = bought.filter((each) => isUnder(limit, each, projectId));
  if (under.length === 0) return [];
  const { spent } = spentUnder(limit, spendings);
  const perMonth = sumOf(under.flatMap((each) => each.perMonth ?? []));
  const isReached = !leavesRoom(limit, { spent, asked: null });
  // a project's limit is about what is connected to it, which comes after
  const isRefused = limit.isHard && isReached && limit.kind !== 'project';
  if (!isReached && compareMoney(sumOf([spent, perMonth]), limit.amount) <= 0) return [];
  const { kind, subjectId, amount, isHard } = limit;
  const resources = under.map(({ resource }) => resource);
  const about = { kind, subjectId, amount, isHard };
  return [{ kind: 'spend-limit', resources, limit: about, spent, perMonth, isRefused }];
}

function isUnder(limit: StandingLimit, bought: Bought, projectId: string | null): boolean {
  if (limit.kind === 'project') return limit.subjectId === projectId;
  const { installationId, resourceId } = bought;
  return covers(limit, { installationId: installationId ?? '', resourceId });
}

/** What an agent has to ask for, where what it takes before counts already. */
function approvalsOf(
  bought: readonly Bought[],
  mandate: NeedsWorld['mandate'],
): readonly PlanNeed[] {
  if (mandate === undefined) return [];
  const { budget, spending } = mandate;
  let { reserved } = spending;
  return bought.flatMap(({ resource, perMonth }) => {
    const terms = { price: perMonth, policies: [] };
    const reasons = reasonsToAsk(budget, terms, { spent: spending.spent, reserved });
    if (reasons.length > 0) {
      return [{ kind: 'approval', resources: [resource], reasons, perMonth } as const];
    }
    reserved = sumOf([reserved, perMonth ?? '0']);
    return [];
  });
}
