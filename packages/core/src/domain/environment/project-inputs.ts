import type { ConnectionId, ResourceId, VariableId } from '@kontor/protocol/vocabulary';
import type { Keyset } from '../keyset/keyset.ts';

/** A variable that the team wrote by hand. */
export type HandWrittenVariable = {
  readonly variableId: VariableId;
  readonly name: string;
  readonly value: string;
  /** Names of environments: `production`, or the slug of a custom one. */
  readonly environments: readonly string[];
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
};

/** The environments that something is given to, each once and in order of their names. */
export function environmentsIn({ variables, connections }: ProjectInputs): readonly string[] {
  return [...new Set([...variables, ...connections].flatMap((each) => each.environments))].sort();
}
