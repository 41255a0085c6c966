import type { Mandate, Operation, Resource, SpendLimit, StatePlan } from '@kontor/core';
import { desiredState } from '@kontor/protocol/vocabulary';
import { builtAt } from '../../built-at.ts';
import { mint } from '../../mint.ts';

export const threshold = {
  resourceId: null,
  billingPlanId: 'credits',
  minimumAmountInCents: 500,
  purchaseAmountInCents: 1000,
  maximumAmountPerPeriodInCents: undefined,
  metadata: {},
};
export const standing = {
  ...threshold,
  isArmed: true,
  stoppedFor: null,
  heldUntil: null,
  balanceInCents: null,
};

export function limitOf({ id }: Pick<Resource, 'id'>): SpendLimit {
  return { kind: 'resource', subjectId: id, amount: '9.50', isHard: true, warnAt: [50] };
}

export function chargeOf({ tokenId }: Mandate, { id, installationId, resourceId }: Operation) {
  return {
    ...{ id, tokenId, installationId, resourceId, amount: '5', billingPlanId: 'pro' },
    month: builtAt,
    isApproved: false,
  };
}

export function contentOf({ project }: StatePlan) {
  const desired = desiredState.parse({ project });
  return { desired, values: {} };
}

/** What somebody who is not of the team would add. */
export function stolenEnvironment() {
  const [createdAt, updatedAt] = [builtAt, builtAt];
  const said = { slug: 'stolen', description: null, branchMatcher: null };
  return { ...said, id: mint.environment(), createdAt, updatedAt };
}
