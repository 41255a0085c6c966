import { isPublicVariableName } from '@kontor/protocol/vocabulary';
import { type Collision, collisionsAmong } from './collision.ts';
import {
  type Contribution,
  contributionsTo,
  sourceOf,
  type VariableSource,
} from './contribution.ts';
import type { ProjectInputs } from './project-inputs.ts';

export type CompiledVariable = {
  readonly name: string;
  readonly value: string;
  readonly source: VariableSource;
  /** Whether frameworks would show it to every visitor. */
  readonly isPublic: boolean;
};

export type CompiledEnvironment = {
  /** Each name once, in order of the names' UTF-16 code units. */
  readonly variables: readonly CompiledVariable[];
  readonly collisions: readonly Collision[];
};

/**
 * Makes the variables that a deployment reads from everything a project has: one environment or one
 * branch, by the name of its place, all names decided, every name with one value. The same inputs
 * give the same answer in any order.
 *
 * Changes that would make a name collide are refused before they are written (`newCollisions`).
 * Should one stand nevertheless, the team's own variable wins, then the older connection, so that
 * an environment can always be read and a connection that is added never takes a name away.
 *
 * @see spec/concepts.md — C16 to C22
 */
export function compileEnvironment({
  environment,
  ...inputs
}: ProjectInputs & { readonly environment: string }): CompiledEnvironment {
  const contributions = contributionsTo(environment, inputs);
  return {
    variables: winnersAmong(contributions).map(compiled),
    collisions: collisionsAmong(contributions, environment),
  };
}

function winnersAmong(contributions: readonly Contribution[]): readonly Contribution[] {
  const winners = new Map<string, Contribution>();
  for (const each of contributions) if (!winners.has(each.name)) winners.set(each.name, each);
  return [...winners.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function compiled({ name, value, owner }: Contribution): CompiledVariable {
  return { name, value, source: sourceOf(owner), isPublic: isPublicVariableName(name) };
}
