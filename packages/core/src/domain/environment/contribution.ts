import {
  type ConnectionId,
  type ResourceId,
  type SharedVariableId,
  type VariableId,
  variableNameOf,
} from '@kontor/protocol/vocabulary';
import { type Secret, valueIn } from '../keyset/secret.ts';
import { placeNamed } from './place.ts';
import type {
  ConnectedKeyset,
  HandWrittenVariable,
  ProjectInputs,
  SharedVariable,
} from './project-inputs.ts';

/** Where a variable comes from, by ids alone: what a resource is called may change. */
export type VariableSource = HandWrittenSource | SharedSource | ConnectionSource;

type HandWrittenSource = { readonly kind: 'variable'; readonly variableId: VariableId };

type SharedSource = { readonly kind: 'shared'; readonly sharedVariableId: SharedVariableId };

type ConnectionSource = {
  readonly kind: 'connection';
  readonly connectionId: ConnectionId;
  readonly resourceId: ResourceId;
  readonly secretName: string;
};

/** Who gives a name to an environment, with what people call it. */
export type Owner =
  | HandWrittenSource
  | SharedSource
  | (ConnectionSource & { readonly resourceName: string });

/** One variable that one owner gives to an environment. */
export type Contribution = {
  readonly name: string;
  readonly value: string;
  readonly owner: Owner;
};

/**
 * What every owner gives to one place, in the order in which they win a name: a branch's own
 * variables, then those that the team wrote for the environment, then its shared ones, then connections
 * from the oldest to the newest. What a branch has itself lies over what its environment has of that
 * name, and what is written for the project over what is shared.
 *
 * @param place the name of a place
 */
export function contributionsTo(place: string, inputs: ProjectInputs): readonly Contribution[] {
  const { environment, gitBranch } = placeNamed(place);
  const own = ownContributionsTo(place, inputs);
  if (gitBranch === undefined) return own;
  const covered = new Set(own.map(({ name }) => name));
  const below = ownContributionsTo(environment, inputs);
  return [...own, ...below.filter(({ name }) => !covered.has(name))];
}

/** The part that a place does not have from the environment below it. */
function ownContributionsTo(place: string, inputs: ProjectInputs): readonly Contribution[] {
  const { written, shared, connected } = giversTo(place, inputs);
  const covered = new Set(written.map(({ name }) => name));
  return [...written, ...shared.filter(({ name }) => !covered.has(name)), ...connected];
}

/** What a place is given by each kind of owner, also what lies below something else. */
export type Givers = {
  readonly written: readonly Contribution[];
  readonly shared: readonly Contribution[];
  /** From the oldest connection to the newest. */
  readonly connected: readonly Contribution[];
};

/** Everything that a place does not have from the environment below it. */
export function giversTo(
  place: string,
  { variables, connections, shared = [] }: ProjectInputs,
): Givers {
  const { environment, gitBranch = null } = placeNamed(place);
  const isHere = (each: { readonly environments: readonly string[] }) =>
    each.environments.includes(environment);
  const written = variables
    .filter((each) => isHere(each) && each.gitBranch === gitBranch)
    .sort(byVariableId)
    .map(ofVariable);
  if (gitBranch !== null) return { written, shared: [], connected: [] };
  return {
    written,
    shared: shared
      .filter(isHere)
      .sort((a, b) => (a.sharedVariableId < b.sharedVariableId ? -1 : 1))
      .map(ofShared),
    connected: connections
      .filter(isHere)
      .sort(byAge)
      .flatMap((connection) => ofConnection(connection, environment)),
  };
}

/** The name that a secret has where this connection brings it. @see spec/concepts.md — C20, C21 */
export function nameThrough(
  { prefix }: Pick<ConnectedKeyset, 'prefix'>,
  secret: Pick<Secret, 'name' | 'prefix'>,
): string {
  return variableNameOf({
    name: secret.name,
    providerPrefix: secret.prefix,
    connectionPrefix: prefix,
  });
}

/** The part of an owner that stays true when things are renamed. */
export function sourceOf(owner: Owner): VariableSource {
  if (owner.kind !== 'connection') return owner;
  const { kind, connectionId, resourceId, secretName } = owner;
  return { kind, connectionId, resourceId, secretName };
}

/** @see spec/concepts.md — C18, C19 */
function ofConnection(connection: ConnectedKeyset, environment: string): readonly Contribution[] {
  const { connectionId, resourceId, resourceName, keyset } = connection;
  return keyset.secrets.map((secret) => ({
    name: nameThrough(connection, secret),
    value: valueIn(secret, environment),
    owner: {
      kind: 'connection',
      connectionId,
      resourceId,
      resourceName,
      secretName: secret.name,
    },
  }));
}

function ofVariable({ variableId, name, value }: HandWrittenVariable): Contribution {
  return { name, value, owner: { kind: 'variable', variableId } };
}

function ofShared({ sharedVariableId, name, value }: SharedVariable): Contribution {
  return { name, value, owner: { kind: 'shared', sharedVariableId } };
}

function byVariableId(a: HandWrittenVariable, b: HandWrittenVariable): number {
  return a.variableId < b.variableId ? -1 : 1;
}

function byAge(a: ConnectedKeyset, b: ConnectedKeyset): number {
  const difference = a.createdAt.getTime() - b.createdAt.getTime();
  return difference || (a.connectionId < b.connectionId ? -1 : 1);
}
