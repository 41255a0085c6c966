import {
  type ConnectionId,
  connectionId,
  type DesiredConnection,
  type DesiredState,
} from '@kontor/protocol/vocabulary';
import type { CustomEnvironment } from '../environment/environment.ts';
import { resolveEnvironments } from '../environment/target.ts';
import type { PlannedChange } from './project-change.ts';
import type { PlanItem, StateProblem, StepResource } from './state-plan.ts';
import type { NamedResource, StandingConnection, StateWorld } from './state-world.ts';

export type PlannedConnections = {
  readonly items: readonly PlanItem[];
  readonly changes: readonly PlannedChange[];
  readonly unknowns: readonly string[];
  readonly problems: readonly StateProblem[];
};

type Bound = ReadonlyMap<string, StepResource>;

/** Plans the connections that a file names, and says what becomes of the project's others. */
export function planConnections(
  desired: DesiredState,
  world: StateWorld,
  {
    bound,
    custom,
    prunes,
  }: {
    readonly bound: Bound;
    readonly custom: readonly CustomEnvironment[];
    readonly prunes: boolean;
  },
): PlannedConnections {
  const found = Object.entries(desired.connections).map(([name, wanted], index) => {
    const resource = findResource(name, { desired, world, bound });
    return { name, wanted, index, resource };
  });
  const known = found.flatMap(({ resource }) => (resource && 'id' in resource ? resource.id : []));
  const ones = found.map(({ resource, ...each }) =>
    resource === undefined || 'path' in resource
      ? { ...nothing, problems: resource === undefined ? [] : [resource] }
      : planConnection({ ...each, resource, custom }, world),
  );
  const others = world.connections
    .filter(({ resourceId }) => !known.includes(resourceId))
    .map((connection) => planOther(connection, world, prunes));
  const all = [...ones, ...others];
  return {
    items: all.flatMap(({ items }) => items),
    changes: all.flatMap(({ changes }) => changes),
    unknowns: all.flatMap(({ unknowns }) => unknowns),
    problems: [...twice(found), ...all.flatMap(({ problems }) => problems)],
  };
}

const nothing: PlannedConnections = { items: [], changes: [], unknowns: [], problems: [] };

/** The resource that a name means: one of the file first, then one of the team. */
function findResource(
  name: string,
  {
    desired,
    world,
    bound,
  }: { readonly desired: DesiredState; readonly world: StateWorld; readonly bound: Bound },
): StepResource | StateProblem | undefined {
  const [slug, inner = name] = name.includes('/') ? name.split('/') : [undefined, name];
  const own = desired.resources[inner];
  const isOwn = own !== undefined && (slug === undefined || own.product.startsWith(`${slug}/`));
  // what is wrong with a resource of the file is told where that stands
  if (isOwn) return bound.get(inner);
  const matching = world.resources.filter(
    ({ resource, integration }) =>
      resource.name === inner && (slug === undefined || integration === slug),
  );
  const path = ['connections', name];
  const [first, ...more] = matching;
  if (first === undefined) {
    const candidates = [...Object.keys(desired.resources), ...world.known.resources];
    const message = `There is no resource '${name}', neither in this file nor in the team.`;
    return { path, message, candidates: [...new Set(candidates)] };
  }
  if (more.length > 0) {
    const candidates = matching.map(({ integration }) => `${integration}/${inner}`);
    return { path, message: `'${name}' names several resources: say which.`, candidates };
  }
  if (first.resource.lifecycle === 'active') return { id: first.resource.id };
  const message = `'${name}' is ${first.resource.lifecycle} just now. Plan again when that is over.`;
  return { path, message };
}

type Wanted = {
  readonly name: string;
  readonly wanted: DesiredConnection;
  readonly index: number;
  readonly resource: StepResource;
  readonly custom: readonly CustomEnvironment[];
};

function planConnection(
  { name, wanted, index, resource, custom }: Wanted,
  { connections, resources, made }: StateWorld,
): PlannedConnections {
  const environments = resolveEnvironments(wanted.environments, custom);
  if (!environments.ok) {
    const { unknown, known } = environments.error;
    const path = ['connections', name, 'environments'];
    const message = `The project has no environment ${unknown.join(', ')}.`;
    return { ...nothing, problems: [{ path, message, candidates: known }] };
  }
  const asked = {
    environments: environments.value,
    prefix: wanted.prefix ?? null,
    makesSensitive: wanted.sensitive ?? false,
  };
  const standing =
    'id' in resource ? connections.find(({ resourceId }) => resourceId === resource.id) : undefined;
  const named =
    'id' in resource ? resources.find((each) => each.resource.id === resource.id) : undefined;
  const differences = standing === undefined ? [] : differencesOf(standing, asked);
  const item = {
    kind: 'connection',
    name,
    environments: asked.environments,
    ...(standing === undefined
      ? { ...(asked.prefix === null ? {} : { changes: [`prefix: ${asked.prefix}`] }) }
      : { isMade: made.connections.includes(standing.id) }),
  } as const;
  if (standing !== undefined && differences.length === 0) {
    return { ...nothing, items: [{ ...item, action: 'keep' }] };
  }
  const does =
    named === undefined ? null : putting(standing?.id ?? placeholder(index), named, asked);
  const action = standing === undefined ? 'create' : 'change';
  return {
    ...nothing,
    items: [{ ...item, action, ...(standing && { changes: differences }) }],
    changes: [
      {
        does,
        step:
          standing === undefined
            ? { kind: 'connect', resource, ...asked }
            : {
                kind: 'change-connection',
                resourceId: standing.resourceId,
                connectionId: standing.id,
                ...asked,
              },
      },
    ],
    unknowns:
      does === null
        ? [
            `The names of the variables of ${name}, and whether they collide: its provider says them when it is made.`,
          ]
        : [],
  };
}

type Asked = Pick<StandingConnection, 'environments' | 'prefix' | 'makesSensitive'>;

function differencesOf(standing: StandingConnection, asked: Asked): string[] {
  const before = [...standing.environments].sort().join(', ');
  const after = [...asked.environments].sort().join(', ');
  return [
    ...(before === after ? [] : [`environments: ${before} → ${after}`]),
    ...(standing.prefix === asked.prefix
      ? []
      : [`prefix: ${standing.prefix ?? 'none'} → ${asked.prefix ?? 'none'}`]),
    ...(standing.makesSensitive === asked.makesSensitive
      ? []
      : [`sensitive: ${standing.makesSensitive} → ${asked.makesSensitive}`]),
  ];
}

function putting(id: ConnectionId, { resource, keyset }: NamedResource, asked: Asked) {
  return {
    kind: 'put-connection',
    connection: {
      connectionId: id,
      resourceId: resource.id,
      resourceName: resource.name,
      environments: asked.environments,
      keyset,
      createdAt: resource.createdAt,
      ...(asked.prefix === null ? {} : { prefix: asked.prefix }),
    },
  } as const;
}

/** Stands for a connection that has no id yet. */
function placeholder(index: number): ConnectionId {
  return connectionId.parse(`con_${String(index).padStart(24, '0')}`);
}

/** A connection of the project that the file does not name. */
function planOther(
  { id, resourceId, environments }: StandingConnection,
  { resources, made }: StateWorld,
  prunes: boolean,
): PlannedConnections {
  const named = resources.find(({ resource }) => resource.id === resourceId);
  const isMade = made.connections.includes(id);
  const item = {
    kind: 'connection',
    name: named?.resource.name ?? resourceId,
    environments,
    isMade,
  } as const;
  if (!isMade || !prunes) return { ...nothing, items: [{ ...item, action: 'leave' }] };
  return {
    ...nothing,
    items: [{ ...item, action: 'remove' }],
    changes: [
      {
        step: { kind: 'disconnect', resourceId, connectionId: id },
        does: { kind: 'remove-connection', connectionId: id },
      },
    ],
  };
}

/** Two names of the file that mean one resource. */
function twice(
  found: readonly {
    readonly name: string;
    readonly resource: StepResource | StateProblem | undefined;
  }[],
): StateProblem[] {
  const seen = new Map<string, string>();
  return found.flatMap(({ name, resource }) => {
    if (resource === undefined || 'path' in resource) return [];
    const key = 'id' in resource ? resource.id : `${resource.integration}/${resource.name}`;
    const former = seen.get(key);
    seen.set(key, name);
    if (former === undefined) return [];
    const message = `'${name}' and '${former}' are one resource, which is connected to a project once.`;
    return [{ path: ['connections', name], message }];
  });
}
