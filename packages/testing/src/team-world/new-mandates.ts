import {
  type Approval,
  beginApproval,
  type Mandate,
  type NewApproval,
  type StatePlan,
  statePlanLifetimeMs,
} from '@kontor/core';
import { builtAt } from './built-at.ts';
import { mint } from './mint.ts';

/** What an agent waits for that stands nowhere yet. */
export function newApproval(given: Partial<NewApproval> = {}): Approval {
  return beginApproval(
    {
      id: mint.approval(),
      teamId: mint.team(),
      tokenId: mint.token(),
      action: 'resource:write',
      operationId: null,
      purchase: null,
      installationId: mint.installation(),
      resourceId: null,
      reasons: ['no_budget'],
      price: '20',
      plan: { id: 'pro', name: 'Pro', cost: '$20/month' },
      policies: [],
      ...given,
    },
    builtAt,
  );
}

/** What an agent may do that stands nowhere yet. */
export function newMandate(given: Partial<Mandate> = {}): Mandate {
  return {
    tokenId: mint.token(),
    teamId: mint.team(),
    userId: mint.user(),
    agent: 'deploy-bot',
    actions: ['installation:manage', 'resource:write', 'connection:write', 'purchase:make'],
    projects: null,
    environments: null,
    products: null,
    budget: null,
    createdAt: builtAt,
    expiresAt: null,
    revokedAt: null,
    ...given,
  };
}

/** A plan that does nothing, and stands nowhere yet. */
export function newStatePlan(given: Partial<StatePlan> = {}): StatePlan {
  return {
    id: mint.statePlan(),
    teamId: mint.team(),
    project: 'shop',
    status: 'ready',
    planned: {
      ...{ items: [], steps: [], environments: [], costs: [], policies: [], unknowns: [] },
      perMonth: { known: '0', isComplete: true },
    },
    steps: [],
    fingerprint: 'as it was',
    fileDigest: 'as it says',
    isDrift: false,
    prunes: false,
    createdBy: { kind: 'system' },
    createdAt: builtAt,
    expiresAt: new Date(builtAt.getTime() + statePlanLifetimeMs),
    application: null,
    finishedAt: null,
    refusal: null,
    ...given,
  };
}
