import type {
  ConnectionId,
  ResourceId,
  SharedVariableId,
  VariableId,
} from '@kontor/protocol/vocabulary';
import type { Keyset } from '../keyset/keyset.ts';
import { type Collision, newCollisions } from './collision.ts';
import type {
  ConnectedKeyset,
  HandWrittenVariable,
  ProjectInputs,
  SharedVariable,
} from './project-inputs.ts';

/** Something that is about to happen to a project's variables. Putting adds, or replaces what has the same id. */
export type ProjectChange =
  | { readonly kind: 'put-connection'; readonly connection: ConnectedKeyset }
  | { readonly kind: 'remove-connection'; readonly connectionId: ConnectionId }
  | { readonly kind: 'put-variable'; readonly variable: HandWrittenVariable }
  | { readonly kind: 'remove-variable'; readonly variableId: VariableId }
  | { readonly kind: 'put-shared'; readonly variable: SharedVariable }
  | { readonly kind: 'remove-shared'; readonly sharedVariableId: SharedVariableId }
  | {
      readonly kind: 'replace-keyset';
      readonly resourceId: ResourceId;
      readonly keyset: Keyset;
    };

/** The collisions that a change would bring over all environments, before anything is written. @see spec/concepts.md — C22 */
export function collisionsAfter(
  inputs: ProjectInputs,
  change: ProjectChange,
): readonly Collision[] {
  return newCollisions(inputs, applyChange(inputs, change));
}

/** The project as it will be. A removal of what is not there changes nothing. */
export function applyChange(inputs: ProjectInputs, change: ProjectChange): ProjectInputs {
  const { variables, connections, shared = [] } = inputs;
  switch (change.kind) {
    case 'put-connection': {
      const others = withoutConnection(connections, change.connection.connectionId);
      return { ...inputs, connections: [...others, change.connection] };
    }
    case 'remove-connection':
      return { ...inputs, connections: withoutConnection(connections, change.connectionId) };
    case 'put-variable': {
      const others = withoutVariable(variables, change.variable.variableId);
      return { ...inputs, variables: [...others, change.variable] };
    }
    case 'remove-variable':
      return { ...inputs, variables: withoutVariable(variables, change.variableId) };
    case 'put-shared': {
      const others = withoutShared(shared, change.variable.sharedVariableId);
      return { ...inputs, shared: [...others, change.variable] };
    }
    case 'remove-shared':
      return { ...inputs, shared: withoutShared(shared, change.sharedVariableId) };
    case 'replace-keyset': {
      const { resourceId, keyset } = change;
      const updated = (connection: ConnectedKeyset) =>
        connection.resourceId === resourceId ? { ...connection, keyset } : connection;
      return { ...inputs, connections: connections.map(updated) };
    }
  }
}

function withoutConnection(
  connections: readonly ConnectedKeyset[],
  id: ConnectionId,
): readonly ConnectedKeyset[] {
  return connections.filter(({ connectionId }) => connectionId !== id);
}

function withoutVariable(
  variables: readonly HandWrittenVariable[],
  id: VariableId,
): readonly HandWrittenVariable[] {
  return variables.filter(({ variableId }) => variableId !== id);
}

function withoutShared(
  shared: readonly SharedVariable[],
  id: SharedVariableId,
): readonly SharedVariable[] {
  return shared.filter(({ sharedVariableId }) => sharedVariableId !== id);
}
