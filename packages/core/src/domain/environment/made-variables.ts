import { type Secret, valueIn } from '../keyset/secret.ts';
import { nameThrough } from './contribution.ts';
import { isBuiltInEnvironment } from './environment.ts';
import type { ConnectedKeyset } from './project-inputs.ts';

/** A variable that a connection makes: one secret under one value, in every environment that has it. */
export type MadeVariable = {
  readonly name: string;
  readonly value: string;
  readonly secretName: string;
  readonly environments: readonly string[];
  /** The environment whose own value it is; null for the secret's value. One name may be made by several. */
  readonly overrides: string | null;
};

/** Everything that a connection makes, in order of the secrets. @see spec/concepts.md — C18, C19 */
export function madeBy(connection: ConnectedKeyset): readonly MadeVariable[] {
  return connection.keyset.secrets.flatMap((secret) => madeFrom(connection, secret));
}

function madeFrom(connection: ConnectedKeyset, secret: Secret): readonly MadeVariable[] {
  const common = { name: nameThrough(connection, secret), secretName: secret.name };
  const overridden = connection.environments.filter((each) => isOverridden(secret, each));
  const others = connection.environments.filter((each) => !overridden.includes(each));
  const ofOthers = { ...common, value: secret.value, environments: others, overrides: null };
  return [
    ...(others.length === 0 ? [] : [ofOthers]),
    ...overridden.map((environment) => ({
      ...common,
      value: valueIn(secret, environment),
      environments: [environment],
      overrides: environment,
    })),
  ];
}

function isOverridden({ environmentOverrides }: Secret, environment: string): boolean {
  return isBuiltInEnvironment(environment) && environmentOverrides?.[environment] !== undefined;
}
