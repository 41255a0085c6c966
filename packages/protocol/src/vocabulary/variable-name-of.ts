import { withoutTrailingUnderscores } from './connection-prefix.ts';

const nextPublic = 'NEXT_PUBLIC_';

export type VariableNaming = {
  /** The secret's own name. */
  readonly name: string;
  /** The prefix the provider put on the secret. */
  readonly providerPrefix?: string | null | undefined;
  /** The prefix the team put on the connection; it replaces the provider's. */
  readonly connectionPrefix?: string | null | undefined;
};

/**
 * Names the environment variable that a secret becomes in a connected project.
 *
 * A provider's prefix is skipped when the name begins with it already. A team's prefix is never
 * skipped: two secrets of one connection must not meet in one name, and a prefix that a team sets to
 * resolve a collision must change every name.
 *
 * @see spec/concepts.md — C20, C21
 * @see spec/partner-api.md §10.7
 */
export function variableNameOf({ name, providerPrefix, connectionPrefix }: VariableNaming): string {
  const chosen = withoutTrailingUnderscores(connectionPrefix ?? '');
  if (chosen !== '') return prefixed(name, chosen);
  const stated = withoutTrailingUnderscores((providerPrefix ?? '').replace(/[- ]/g, '_'));
  if (stated === '' || isPrefixed(name, stated)) return name;
  return prefixed(name, stated);
}

function prefixed(name: string, prefix: string): string {
  return name.startsWith(nextPublic)
    ? `${nextPublic}${prefix}_${name.slice(nextPublic.length)}`
    : `${prefix}_${name}`;
}

function isPrefixed(name: string, prefix: string): boolean {
  return name.startsWith(prefix) || name.startsWith(`${nextPublic}${prefix}`);
}
