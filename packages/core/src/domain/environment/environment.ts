import {
  type BranchMatcher,
  type BuiltInEnvironment,
  builtInEnvironment,
  type EnvironmentId,
} from '@kontor/protocol/vocabulary';
import { fail, ok, type Result } from '../../result.ts';

/** An environment that a team added to a project. Its slug is its name everywhere. */
export type CustomEnvironment = { readonly id: EnvironmentId; readonly slug: string };

/** A custom environment with what its team says of it. */
export type DescribedEnvironment = CustomEnvironment & {
  readonly description: string | null;
  readonly branchMatcher: BranchMatcher | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** 1 to 32 lower-case letters, digits and hyphens, not a hyphen first. */
export const environmentSlugPattern = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** Environments that a team may add to one project. */
export const customEnvironmentLimit = 40;

/** Names that already mean something: the built-in environments, and what people write for several or none. */
export const reservedEnvironmentSlugs: readonly string[] = [
  ...builtInEnvironment.options,
  'all',
  'none',
  'local',
];

export type EnvironmentSlugError = {
  readonly code:
    | 'invalid_environment'
    | 'environment_reserved'
    | 'slug_taken'
    | 'environment_limit_reached';
  readonly slug: string;
};

/** Checks the name of an environment that is to stand beside the `existing` ones of its project. */
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

/** Checks one that is about to be added: also whether there is room for it. */
export function parseNewEnvironment(
  slug: string,
  existing: readonly CustomEnvironment[],
): Result<string, EnvironmentSlugError> {
  const parsed = parseEnvironmentSlug(slug, existing);
  return parsed.ok && existing.length >= customEnvironmentLimit
    ? fail({ code: 'environment_limit_reached', slug })
    : parsed;
}

export function isBuiltInEnvironment(name: string): name is BuiltInEnvironment {
  const names: readonly string[] = builtInEnvironment.options;
  return names.includes(name);
}

/** Why an environment of a project cannot be called so, for people. */
export function whyNotNamed(
  code: EnvironmentSlugError['code'],
  slug: string,
  project: string,
): string {
  switch (code) {
    case 'invalid_environment':
      return `'${slug}' cannot name an environment: 1 to 32 lower-case letters, digits and hyphens, not a hyphen first.`;
    case 'environment_reserved':
      return `'${slug}' has a meaning of its own. Choose another name.`;
    case 'slug_taken':
      return `The project '${project}' has an environment '${slug}' already.`;
    case 'environment_limit_reached':
      return `The project '${project}' has ${customEnvironmentLimit} environments of its own, and more are not possible. Delete one first.`;
  }
}
