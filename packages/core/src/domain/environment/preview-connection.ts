import { isPublicVariableName } from '@kontor/protocol/vocabulary';
import { collisionsAfter } from './change.ts';
import type { Collision } from './collision.ts';
import { nameThrough } from './contribution.ts';
import { freePrefix } from './free-prefix.ts';
import type { ConnectedKeyset, ProjectInputs } from './project-inputs.ts';

/** A variable that a connection would make. Its value is withheld: a preview is no way to read secrets. */
export type PreviewedVariable = {
  readonly name: string;
  readonly secretName: string;
  readonly isPublic: boolean;
};

export type ConnectionWarning = {
  /** Frameworks would build this value into code that every visitor loads. */
  readonly code: 'public_name';
  readonly name: string;
  readonly secretName: string;
  /** Whether the provider named the secret so, or a prefix makes it public. */
  readonly cause: 'secret_name' | 'prefix';
};

export type ConnectionPreview = {
  readonly environments: readonly {
    readonly environment: string;
    readonly variables: readonly PreviewedVariable[];
  }[];
  readonly collisions: readonly Collision[];
  /** A prefix that resolves the collisions; absent where there are none. */
  readonly suggestedPrefix?: string;
  readonly warnings: readonly ConnectionWarning[];
};

/**
 * What connecting (or changing a connection that stands, by its id) would do, without doing it.
 *
 * @see spec/concepts.md — C17 to C22
 */
export function previewConnection(
  inputs: ProjectInputs,
  connection: ConnectedKeyset,
): ConnectionPreview {
  const collisions = collisionsAfter(inputs, { kind: 'put-connection', connection });
  const suggestedPrefix = collisions.length > 0 ? freePrefix(inputs, connection) : undefined;
  const variables = variablesOf(connection);
  return {
    environments: connection.environments.map((environment) => ({ environment, variables })),
    collisions,
    ...(suggestedPrefix !== undefined && { suggestedPrefix }),
    warnings: variables.filter(({ isPublic }) => isPublic).map(warningOf),
  };
}

/** Values differ between environments, names never do. */
function variablesOf(connection: ConnectedKeyset): readonly PreviewedVariable[] {
  return connection.keyset.secrets
    .map((secret) => {
      const name = nameThrough(connection, secret);
      return { name, secretName: secret.name, isPublic: isPublicVariableName(name) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function warningOf({ name, secretName }: PreviewedVariable): ConnectionWarning {
  const cause = isPublicVariableName(secretName) ? 'secret_name' : 'prefix';
  return { code: 'public_name', name, secretName, cause };
}
