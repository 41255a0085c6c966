import type { JsonValue } from '../event/canonical-json.ts';
import { canonicalJson } from '../event/canonical-json.ts';
import type { NamedIntegration, NamedResource, StateWorld } from './state-world.ts';

/**
 * Everything of a world that a plan depends on, as one text: two worlds with the same text give the
 * same plan. It holds values of variables and is good for a keyed digest only. What secrets a resource
 * has counts, their values do not; nor do prices, which only inform.
 */
export function stateFacts(world: StateWorld): string {
  return canonicalJson({
    project: world.project && {
      id: world.project.id,
      environments: world.project.customEnvironments.map(
        ({ slug, description, branchMatcher }) => ({ slug, description, branchMatcher }),
      ),
    },
    variables: world.inputs.variables.map(({ environments, ...each }) => ({
      ...each,
      environments: [...environments],
    })),
    shared: world.shared.map((each) => ({
      ...{ id: each.sharedVariableId, name: each.name, value: each.value },
      ...{ type: each.type, comment: each.comment },
      environments: [...each.environments],
      projects: [...each.projectIds],
    })),
    projects: world.projects.map(({ id, name }) => [id, name]),
    connections: world.connections.map(({ environments, ...each }) => ({
      ...each,
      environments: [...environments],
    })),
    resources: world.resources.map(factsOfResource),
    integrations: [...world.integrations.values()].map(factsOfIntegration),
    made: Object.fromEntries(
      Object.entries(world.made).map(([kind, ids]): [string, string[]] => [kind, [...ids]]),
    ),
  });
}

function factsOfResource({ resource, keyset, usedElsewhere }: NamedResource): JsonValue {
  const { id, name, lifecycle, productId, billingPlan, pendingBillingPlan } = resource;
  return {
    id,
    name,
    lifecycle,
    productId,
    plan: billingPlan?.id ?? null,
    pendingPlan: pendingBillingPlan?.id ?? null,
    metadata: resource.metadata as JsonValue,
    secrets: keyset.secrets.map((secret) => [secret.prefix ?? null, secret.name]),
    usedElsewhere,
  };
}

function factsOfIntegration({ id, installation, policies }: NamedIntegration): JsonValue {
  return {
    id,
    installation: installation?.id ?? null,
    lifecycle: installation?.lifecycle ?? null,
    policies: [...policies],
  };
}
