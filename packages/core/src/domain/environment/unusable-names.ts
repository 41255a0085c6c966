import { type ConnectionId, variableName } from '@kontor/protocol/vocabulary';
import type { Secret } from '../keyset/secret.ts';
import { nameThrough } from './contribution.ts';
import type { ConnectedKeyset, ProjectInputs } from './project-inputs.ts';

/** A variable that a connection would make under a name that no shell takes. */
export type UnusableName = {
  readonly name: string;
  readonly secretName: string;
  readonly connectionId: ConnectionId;
};

/**
 * The unusable names that a change would bring, to be asked before anything is written.
 *
 * A keyset may hold any name: what counts is what becomes of it in a project, as a prefix mends a
 * digit at the beginning. A variable that stands under such a name blocks no change that leaves it.
 *
 * @see spec/environments.md — ENV-10
 */
export function newUnusableNames(
  before: ProjectInputs,
  after: ProjectInputs,
): readonly UnusableName[] {
  const standing = new Set(madeIn(before).map(keyOf));
  const brought = madeIn(after).filter((made) => !standing.has(keyOf(made)));
  const byName = Map.groupBy(brought, ({ name }) => name);
  return [...byName.values()].flatMap(([made]) => {
    if (made === undefined) return [];
    const { environment: _everyOne, ...unusable } = made;
    return [unusable];
  });
}

/** Whether the variable that a connection with this prefix makes of a secret can be used. */
export function isUsableThrough(
  connection: Pick<ConnectedKeyset, 'prefix'>,
  secret: Pick<Secret, 'name' | 'prefix'>,
): boolean {
  return variableName.safeParse(nameThrough(connection, secret)).success;
}

type Made = UnusableName & { readonly environment: string };

function madeIn({ connections }: ProjectInputs): readonly Made[] {
  return connections.flatMap((connection) => {
    const { connectionId, environments, keyset } = connection;
    const unusable = keyset.secrets.filter((secret) => !isUsableThrough(connection, secret));
    return unusable.flatMap((secret) =>
      environments.map((environment) => ({
        ...{ connectionId, environment, secretName: secret.name },
        name: nameThrough(connection, secret),
      })),
    );
  });
}

function keyOf({ connectionId, environment, name }: Made): string {
  return `${connectionId} ${environment} ${name}`;
}
