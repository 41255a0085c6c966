import { builtInEnvironment } from '@kontor/protocol/vocabulary';
import { fail, ok, type Result } from '../../result.ts';
import type { CustomEnvironment } from './environment.ts';

export type EnvironmentNotFound = {
  readonly code: 'environment_not_found';
  readonly unknown: readonly string[];
  /** The names that this project has. */
  readonly known: readonly string[];
};

/**
 * Finds the environments of a project that a caller named by name, by slug or by id, mixed as it
 * likes. A caller that says nothing means the three built-in ones.
 *
 * Answers each once, by name: the built-in ones first, custom ones after them in the project's order.
 *
 * @see spec/platform-api.md §3.7
 */
export function resolveEnvironments(
  targets: readonly string[] | undefined,
  custom: readonly CustomEnvironment[],
): Result<readonly string[], EnvironmentNotFound> {
  if (!targets) return ok(builtInEnvironment.options);
  const known = environmentsOf(custom);
  const named = targets.map((target) => custom.find(({ id }) => id === target)?.slug ?? target);
  const unknown = named.filter((name) => !known.includes(name));
  if (unknown.length > 0) return fail({ code: 'environment_not_found', unknown, known });
  return ok(known.filter((name) => named.includes(name)));
}

/** The names of all environments of a project. */
export function environmentsOf(custom: readonly CustomEnvironment[]): readonly string[] {
  return [...builtInEnvironment.options, ...custom.map(({ slug }) => slug)];
}
