import {
  type BuiltInEnvironment,
  builtInEnvironment,
  type EnvironmentId,
} from '@kontor/protocol/vocabulary';
import { fail, ok, type Result } from '../../result.ts';

/** An environment that a team added to a project. Its slug is its name everywhere and never changes. */
export type CustomEnvironment = { readonly id: EnvironmentId; readonly slug: string };

/** 1 to 32 lower-case letters, digits and hyphens, not a hyphen first. */
export const environmentSlugPattern = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** Names that already mean something: the built-in environments, and what people write for several or none. */
export const reservedEnvironmentSlugs: readonly string[] = [
  ...builtInEnvironment.options,
  'all',
  'none',
  'local',
];

export type EnvironmentSlugError = {
  readonly code: 'invalid_environment' | 'environment_reserved' | 'slug_taken';
  readonly slug: string;
};

/** Checks the name of an environment that is about to be added to a project beside its `existing` ones. */
export function parseEnvironmentSlug(
  slug: string,
  existing: readonly CustomEnvironment[],
): Result<string, EnvironmentSlugError> {
  if (!environmentSlugPattern.test(slug)) return fail({ code: 'invalid_environment', slug });
  if (reservedEnvironmentSlugs.includes(slug)) {
    return fail({ code: 'environment_reserved', slug });
  }
  if (existing.some((environment) => environment.slug === slug)) {
    return fail({ code: 'slug_taken', slug });
  }
  return ok(slug);
}

export function isBuiltInEnvironment(name: string): name is BuiltInEnvironment {
  const names: readonly string[] = builtInEnvironment.options;
  return names.includes(name);
}
