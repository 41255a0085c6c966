import {
  beginInstallation,
  beginOperation,
  beginResource,
  type Installation,
  type Operation,
  type Resource,
} from '@kontor/core';
import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { builtAt } from './built-at.ts';
import { mint } from './mint.ts';

/** An installation in use that stands nowhere yet. */
export function newInstallation(given: Partial<Installation> = {}): Installation {
  const begun = beginInstallation(
    {
      id: mint.installation(),
      teamId: mint.team(),
      integrationId: mint.integration(),
      kind: 'native',
      acceptedPolicies: {},
      installedBy: null,
    },
    builtAt,
  );
  return { ...begun, lifecycle: 'installed', status: 'ready', ...given };
}

/** A resource in use that stands nowhere yet. */
export function newResource(given: Partial<Resource> = {}): Resource {
  const id = given.id ?? mint.resource();
  const begun = beginResource(
    {
      id,
      teamId: mint.team(),
      installationId: mint.installation(),
      productId: mint.product(),
      name: `resource-${id.slice(-6)}`,
      metadata: {},
      provisionedBy: null,
    },
    builtAt,
  );
  return { ...begun, lifecycle: 'active', status: 'ready', externalId: mint.external(), ...given };
}

/** An operation at its first attempt that stands nowhere yet: an install, unless told otherwise. */
export function newOperation(given: Partial<Operation> = {}): Operation {
  const begun = beginOperation({
    id: given.id ?? mint.operation(),
    teamId: mint.team(),
    installationId: mint.installation(),
    resourceId: null,
    callerKey: null,
    actor: { kind: 'system' },
    intent: given.intent ?? { kind: 'install', acceptedPolicies: {} },
    traceId: '0'.repeat(32),
    at: builtAt,
  });
  return { ...begun, ...given };
}

/** A free plan, unless told otherwise. */
export function newBillingPlan(given: Partial<ResolvedBillingPlan> = {}): ResolvedBillingPlan {
  const id = given.id ?? 'free';
  return {
    id,
    type: 'subscription',
    name: id,
    description: `The plan ${id}`,
    scope: 'resource',
    paymentMethodRequired: false,
    ...given,
  };
}
