import { compareMoney, sumOf, times } from '../billing/money.ts';

/** What a limit limits. */
export type SpendKind = 'team' | 'project' | 'installation' | 'resource';

/** What a team wants to spend at most in a calendar month of its time, in UTC. */
export type SpendLimit = {
  readonly kind: SpendKind;
  /** Empty for the team. */
  readonly subjectId: string;
  /** In dollars. */
  readonly amount: string;
  /** Whether nothing more is bought once it is reached. */
  readonly isHard: boolean;
  /** Parts of the amount, in per cent, of which the team is told; the smallest first. */
  readonly warnAt: readonly number[];
};

/** A resource, by the ids that the host and its provider know it by. */
export type LimitedResource = {
  readonly resourceId: string;
  readonly installationId: string;
  /** Null before its provider has made it. */
  readonly externalId: string | null;
};

/** A limit, with the resources that it is about now: its own, or those connected to its project. */
export type StandingLimit = SpendLimit & { readonly resources: readonly LimitedResource[] };

/** What one resource, or an installation as a whole, came to in a month. */
export type Spending = {
  readonly installationId: string;
  /** The provider's id; null for the installation as a whole. */
  readonly externalId: string | null;
  /** Items less discounts of the invoices that are dated in the month. */
  readonly invoiced: string;
  /** Items less discounts of the newest report of each period that is not billed yet. */
  readonly reported: string;
};

/** Where something is bought. */
export type SpendPlace = {
  readonly installationId: string;
  /** Null for the installation as a whole, and for what is not made yet. */
  readonly resourceId: string | null;
};

/** Whether what is bought in a place counts under a limit. */
export function covers(limit: StandingLimit, { installationId, resourceId }: SpendPlace): boolean {
  switch (limit.kind) {
    case 'team':
      return true;
    case 'installation':
      return limit.subjectId === installationId;
    case 'project':
    case 'resource':
      return limit.resources.some((each) => each.resourceId === resourceId);
  }
}

/** What counts under a limit, to the last digit. What was taken off can make it less than nothing. */
export function spentUnder(limit: StandingLimit, spendings: readonly Spending[]) {
  const counted = spendings.filter((spending) => countsUnder(limit, spending));
  const invoiced = sumOf(counted.map((each) => each.invoiced));
  const reported = sumOf(counted.map((each) => each.reported));
  return { invoiced, reported, spent: sumOf([invoiced, reported]) };
}

function countsUnder(limit: StandingLimit, { installationId, externalId }: Spending): boolean {
  switch (limit.kind) {
    case 'team':
      return true;
    case 'installation':
      return limit.subjectId === installationId;
    case 'project':
    case 'resource':
      return limit.resources.some(
        (each) =>
          externalId !== null &&
          each.installationId === installationId &&
          each.externalId === externalId,
      );
  }
}

/**
 * Whether more may be bought under a limit: what has a price up to the limit itself, and what nobody
 * knows the price of as long as something is left.
 */
export function leavesRoom(
  { amount }: Pick<SpendLimit, 'amount'>,
  { spent, asked }: { readonly spent: string; readonly asked: string | null },
): boolean {
  if (asked === null) return compareMoney(spent, amount) < 0;
  return compareMoney(sumOf([spent, asked]), amount) <= 0;
}

/** The shares of a limit that are reached, the smallest first. Of a limit of nothing there is none. */
export function sharesReached({ amount, warnAt }: SpendLimit, spent: string): readonly number[] {
  if (compareMoney(amount, '0') === 0) return [];
  return warnAt.filter((share) => compareMoney(spent, partOf(amount, share)) >= 0);
}

/** Exact: a hundredth of a decimal is a decimal. */
function partOf(amount: string, share: number): string {
  return times(times(amount, share), '0.01');
}
