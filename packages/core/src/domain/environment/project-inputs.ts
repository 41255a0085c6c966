import type {
  BuiltInEnvironment,
  ConnectionId,
  ResourceId,
  SharedVariableId,
  VariableId,
  VariableType,
  VariableVisibility,
} from '@kontor/protocol/vocabulary';
import type { Keyset } from '../keyset/keyset.ts';
import { placeName, placeOf } from './place.ts';

/** A variable that the team wrote by hand. */
export type HandWrittenVariable = {
  readonly variableId: VariableId;
  readonly name: string;
  readonly value: string;
  /** Names of environments: `production`, or the slug of a custom one. */
  readonly environments: readonly string[];
  /** The branch of preview that it is for; null is for every deployment. */
  readonly gitBranch: string | null;
  readonly type: VariableType;
  /** What its author means it to be; null where nobody said. */
  readonly visibility: VariableVisibility | null;
  /** What it is for, in the words of the team. */
  readonly comment: string | null;
};

/** A variable that the team wrote once, for all projects that it is linked to. */
export type SharedVariable = {
  readonly sharedVariableId: SharedVariableId;
  readonly name: string;
  readonly value: string;
  /** Names of environments that every project has. */
  readonly environments: readonly BuiltInEnvironment[];
  readonly type: VariableType;
  readonly comment: string | null;
};

/** A resource's link to the project, with the secrets it brings. @see spec/concepts.md — C17 */
export type ConnectedKeyset = {
  readonly connectionId: ConnectionId;
  readonly resourceId: ResourceId;
  /** For people who must tell two owners of one name apart. */
  readonly resourceName: string;
  /** The team's own prefix; it replaces the provider's on every secret. */
  readonly prefix?: string | undefined;
  readonly environments: readonly string[];
  readonly keyset: Keyset;
  readonly createdAt: Date;
};

/** Everything that the environments of one project are made from. */
export type ProjectInputs = {
  readonly variables: readonly HandWrittenVariable[];
  readonly connections: readonly ConnectedKeyset[];
  /** The team's shared variables that are linked to the project; absent where none is. */
  readonly shared?: readonly SharedVariable[];
};

/** The names of the places that something is given to, each once and in order. */
export function placesIn({
  variables,
  connections,
  shared = [],
}: ProjectInputs): readonly string[] {
  const ofVariables = variables.flatMap(({ environments, gitBranch }) =>
    environments.map((environment) => placeName(placeOf(environment, gitBranch))),
  );
  const ofOthers = [...shared, ...connections].flatMap(({ environments }) => environments);
  return [...new Set([...ofVariables, ...ofOthers])].sort();
}
