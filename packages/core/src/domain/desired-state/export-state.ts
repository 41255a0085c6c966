import {
  builtInEnvironment,
  type DesiredConnection,
  type DesiredEnvironment,
  type DesiredResource,
  type DesiredState,
  type DesiredVariable,
  resourceReference,
} from '@kontor/protocol/vocabulary';
import type { HandWrittenVariable } from '../environment/project-inputs.ts';
import { exportShared } from './export-shared.ts';
import type { NamedResource, StandingConnection, StateWorld } from './state-world.ts';

/** A desired state that says what there is, and what it cannot hold. */
export type ExportedState = {
  readonly desired: DesiredState;
  /** Variables that a machine must have set, with what each is the value of. */
  readonly fromEnv: readonly { readonly name: string; readonly variable: string }[];
  /** What it leaves out, a sentence each. */
  readonly notes: readonly string[];
};

/**
 * The desired state that a project has reached: planned with the same values, nothing is to be done.
 * Values are not in it but for those that everybody in the team may read.
 *
 * `productOf` names the product of a resource that can be had again, as files name it.
 */
export function exportState(
  project: string,
  world: StateWorld,
  {
    productOf,
    seesShared,
  }: {
    readonly productOf: (resource: NamedResource) => string | undefined;
    /** Whether what the team shares is for whoever asks. */
    readonly seesShared: boolean;
  },
): ExportedState {
  const { connections, resources, inputs } = world;
  const connected = connections.flatMap((connection) => {
    const named = resources.find(({ resource }) => resource.id === connection.resourceId);
    return named === undefined ? [] : [{ connection, named }];
  });
  const own = new Map<string, DesiredResource>();
  const joined: [string, DesiredConnection][] = [];
  const unnameable: string[] = [];
  for (const { connection, named } of connected) {
    const { name } = named.resource;
    if (!resourceReference.safeParse(name).success) {
      unnameable.push(name);
      continue;
    }
    const product = named.usedElsewhere > 0 ? undefined : productOf(named);
    const isOwn = product !== undefined && !own.has(name);
    if (isOwn) own.set(name, resourceOf(named, product));
    const isAlone = connected.filter((each) => each.named.resource.name === name).length === 1;
    joined.push([isOwn || isAlone ? name : `${named.integration}/${name}`, joinedBy(connection)]);
  }
  const written = inputs.variables.filter(canBeWritten);
  const variables = Map.groupBy(written, ({ name }) => name);
  const entries = [...variables].map(([name, values]) => [name, variableOf(values)] as const);
  const ownFromEnv = written.flatMap((each) => {
    const name = fromEnvOf(each, variables.get(each.name) ?? []);
    return name === undefined ? [] : [{ name, variable: each.name }];
  });
  const taken = ownFromEnv.map(({ name }) => name);
  const shared = seesShared ? exportShared(world, taken) : { entries: [], fromEnv: [] };
  return {
    desired: {
      project,
      environments: Object.fromEntries(environmentsOf(world)),
      resources: Object.fromEntries(own),
      connections: Object.fromEntries(joined),
      variables: Object.fromEntries(entries),
      shared: Object.fromEntries(shared.entries),
    },
    fromEnv: [...ownFromEnv, ...shared.fromEnv],
    notes: [
      ...notesOn(inputs, { written: written.length, seesShared }),
      ...unnameable.map(leftOut),
    ],
  };
}

function leftOut(resource: string): string {
  return `The connection to '${resource}' is left out: a file names resources by letters, digits, hyphens and underscores.`;
}

/** The platform fills in its own, and what is for no environment is nothing that a project has. */
function canBeWritten({ type, environments }: HandWrittenVariable): boolean {
  return type !== 'system' && environments.length > 0;
}

function resourceOf({ resource }: NamedResource, product: string): DesiredResource {
  const { pendingBillingPlan, billingPlan, metadata } = resource;
  const plan = pendingBillingPlan ?? billingPlan;
  return {
    product,
    ...(plan === null ? {} : { plan: plan.id }),
    ...(Object.keys(metadata).length > 0 && { options: metadata }),
  };
}

function joinedBy({ environments, prefix, makesSensitive }: StandingConnection): DesiredConnection {
  return {
    ...named(environments),
    ...(prefix === null ? {} : { prefix }),
    ...(makesSensitive && { sensitive: true }),
  };
}

/** Environments are left out where a file that names none means the same. */
export function named(environments: readonly string[]) {
  const isUsual =
    environments.length === builtInEnvironment.options.length &&
    builtInEnvironment.options.every((each) => environments.includes(each));
  return isUsual ? {} : { environments: [...environments] };
}

function variableOf(values: readonly HandWrittenVariable[]): DesiredState['variables'][string] {
  const [first, ...more] = values.map((each) => entryOf(each, values));
  return first !== undefined && more.length === 0
    ? first
    : values.map((each) => entryOf(each, values));
}

function entryOf(
  variable: HandWrittenVariable,
  siblings: readonly HandWrittenVariable[],
): DesiredVariable {
  const { value, gitBranch, environments, type, comment } = variable;
  const fromEnv = fromEnvOf(variable, siblings);
  return {
    ...(fromEnv === undefined ? { value } : { fromEnv }),
    ...(gitBranch === null ? named(environments) : { branch: gitBranch }),
    ...(type === 'plain' || type === 'sensitive' ? { type } : {}),
    ...(comment === null ? {} : { comment }),
  };
}

/** Where a value is read from that is not for everybody; one of several is called after its place. */
function fromEnvOf(
  { name, type, environments, gitBranch }: HandWrittenVariable,
  siblings: readonly HandWrittenVariable[],
): string | undefined {
  if (type === 'plain') return undefined;
  if (siblings.length === 1) return name;
  const place = gitBranch === null ? environments : [...environments, gitBranch];
  return `${name}_${place
    .join('_')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')}`.slice(0, 256);
}

function environmentsOf({ project }: StateWorld): readonly [string, DesiredEnvironment][] {
  return (project?.customEnvironments ?? []).map(({ slug, description, branchMatcher }) => [
    slug,
    {
      ...(description === null ? {} : { description }),
      ...(branchMatcher === null ? {} : { branchMatcher }),
    },
  ]);
}

function notesOn(
  { variables, shared = [] }: StateWorld['inputs'],
  { written, seesShared }: { readonly written: number; readonly seesShared: boolean },
): string[] {
  const left = variables.length - written;
  return [
    ...(left > 0
      ? [
          `${left} variables are left out: the platform fills them in, or they are for no environment.`,
        ]
      : []),
    ...(shared.length > 0 && !seesShared
      ? [`${shared.length} variables that the team shares are left out: you may not see them.`]
      : []),
  ];
}
