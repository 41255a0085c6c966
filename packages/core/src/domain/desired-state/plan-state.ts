import { builtInEnvironment, type DesiredState } from '@kontor/protocol/vocabulary';
import { fail, ok, type Result } from '../../result.ts';
import type { Collision } from '../environment/collision.ts';
import { contributionsTo, type Owner } from '../environment/contribution.ts';
import { type ProjectInputs, placesIn } from '../environment/project-inputs.ts';
import { collisionsElsewhere } from './collisions-elsewhere.ts';
import { perMonthInAll } from './monthly-cost.ts';
import { planConnections } from './plan-connections.ts';
import { planEnvironments, planOtherEnvironments } from './plan-environments.ts';
import { planResources } from './plan-resources.ts';
import { planShared } from './plan-shared.ts';
import { type GivenValues, planVariables } from './plan-variables.ts';
import { orderChanges } from './project-change.ts';
import type { PlanItem, PlannedState, StateProblem, StateStep } from './state-plan.ts';
import type { NamedIntegration, StateWorld } from './state-world.ts';

export type StateRefusal =
  | { readonly code: 'wrong'; readonly problems: readonly StateProblem[] }
  | { readonly code: 'collision'; readonly collisions: readonly Collision[] };

/**
 * Compares what a project should have with what there is, and says what is to be done, in an order
 * that works. The same file and the same world give the same plan; once it is done, nothing is left.
 *
 * Only what earlier plans of the project have made is ever removed, and only with `prunes`.
 */
export function planState(
  desired: DesiredState,
  world: StateWorld,
  { values, prunes }: { readonly values: GivenValues; readonly prunes: boolean },
): Result<PlannedState, StateRefusal> {
  const environments = planEnvironments(desired, world);
  const custom = environments.after;
  const resources = planResources(desired, world);
  const { bound } = resources;
  const connections = planConnections(desired, world, { bound, custom, prunes });
  const variables = planVariables(desired, world, { custom, values, prunes });
  const shared = planShared(desired, world, { values, prunes });
  const parts = [environments, resources, connections, variables, shared];
  const problems = parts.flatMap((part) => part.problems);
  if (problems.length > 0) return fail({ code: 'wrong', problems });
  const changes = [...connections.changes, ...variables.changes, ...shared.changes];
  const ordered = orderChanges(world.inputs, changes);
  if (!ordered.ok) return fail({ code: 'collision', collisions: ordered.error });
  const inOrder = ordered.value.steps.flatMap(
    (step) => changes.find((change) => change.step === step) ?? [],
  );
  const elsewhere = collisionsElsewhere(world, inOrder);
  if (elsewhere.length > 0) return fail({ code: 'collision', collisions: elsewhere });
  const others = planOthers(desired, world, prunes);
  const { after } = ordered.value;
  const left = planOtherEnvironments(desired, world, { after, prunes });
  const removed = left.items.filter(({ action }) => action === 'remove').map(({ name }) => name);
  const slugs = custom.map(({ slug }) => slug).filter((slug) => !removed.includes(slug));
  return ok({
    items: [
      projectItem(desired, world),
      ...environments.items,
      ...left.items,
      ...resources.missing.map(installing),
      ...resources.items,
      ...others.items,
      ...connections.items,
      ...variables.items,
      ...shared.items,
    ],
    steps: [
      ...(world.project === null
        ? [{ kind: 'create-project', name: desired.project } as const]
        : []),
      ...environments.steps,
      ...resources.missing.map(({ slug }) => ({ kind: 'install', integration: slug }) as const),
      ...resources.steps,
      ...ordered.value.steps,
      ...others.steps,
      ...left.steps,
    ],
    environments: namesIn(after, slugs),
    costs: resources.costs,
    perMonth: perMonthInAll(resources.costs),
    policies: resources.missing.map(({ slug, policies, eulaUrl, privacyUrl }) => ({
      integration: slug,
      policies,
      eulaUrl,
      privacyUrl,
    })),
    unknowns: [...resources.unknowns, ...connections.unknowns],
  });
}

function projectItem({ project }: DesiredState, world: StateWorld): PlanItem {
  return { action: world.project === null ? 'create' : 'keep', kind: 'project', name: project };
}

function installing({ slug, policies }: NamedIntegration): PlanItem {
  const changes = policies.length > 0 ? [`terms: ${policies.join(', ')}`] : [];
  return { action: 'create', kind: 'installation', name: slug, changes };
}

/** Resources that earlier plans made and the file does not name any more. */
function planOthers(desired: DesiredState, { resources, made }: StateWorld, prunes: boolean) {
  const connected = Object.keys(desired.connections).map((name) => name.split('/').at(-1));
  const items: PlanItem[] = [];
  const steps: StateStep[] = [];
  for (const { resource, integration, usedElsewhere } of resources) {
    const { id, name } = resource;
    const wanted = desired.resources[name];
    if (wanted?.product.startsWith(`${integration}/`) || !made.resources.includes(id)) continue;
    const isUsed = usedElsewhere > 0 || connected.includes(name);
    const isGoing = prunes && !isUsed && resource.lifecycle === 'active';
    items.push({
      action: isGoing ? 'remove' : 'leave',
      kind: 'resource',
      name,
      isMade: true,
      ...(isUsed && { note: 'it stays while it is connected' }),
    });
    if (isGoing) steps.push({ kind: 'delete-resource', resourceId: id });
  }
  return { items, steps };
}

function namesIn(after: ProjectInputs, custom: readonly string[]): PlannedState['environments'] {
  const named = [...builtInEnvironment.options, ...custom];
  const branches = placesIn(after).filter((place) => !named.includes(place));
  return [...named, ...branches].map((environment) => {
    const winners = new Map<string, string>();
    for (const { name, owner } of contributionsTo(environment, after)) {
      if (!winners.has(name)) winners.set(name, giverOf(owner));
    }
    const variables = [...winners]
      .map(([name, from]) => ({ name, from }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return { environment, variables };
  });
}

function giverOf(owner: Owner): string {
  switch (owner.kind) {
    case 'variable':
      return 'written by hand';
    case 'shared':
      return 'shared by the team';
    case 'connection':
      return owner.resourceName;
  }
}
