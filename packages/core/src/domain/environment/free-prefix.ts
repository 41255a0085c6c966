import { connectionPrefixMaxLength, isPublicVariableName } from '@kontor/protocol/vocabulary';
import { collisionsAfter } from './change.ts';
import type { ConnectedKeyset, ProjectInputs } from './project-inputs.ts';
import { isUsableThrough } from './unusable-names.ts';

/** How many prefixes are tried: more resources of one name in one project is nobody's wish. */
const attempts = 100;

/**
 * Finds a prefix with which a connection collides with nothing and makes names that can be used, from the resource's name:
 * `orders-replica` gives `ORDERS_REPLICA`, and `ORDERS_REPLICA_2` where that is taken.
 *
 * @see spec/concepts.md — C22
 */
export function freePrefix(inputs: ProjectInputs, connection: ConnectedKeyset): string | undefined {
  const stem = stemOf(connection.resourceName);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const prefix = attempt === 1 ? stem : `${stem}_${attempt}`;
    const prefixed = { ...connection, prefix };
    if (!prefixed.keyset.secrets.every((secret) => isUsableThrough(prefixed, secret))) continue;
    const change = { kind: 'put-connection', connection: prefixed } as const;
    if (collisionsAfter(inputs, change).length === 0) return prefix;
  }
  return undefined;
}

/**
 * Upper-case letters, digits and underscores, a letter first, with room for a number behind. A
 * resource called `public` or `vite` must not make its secrets public.
 */
function stemOf(resourceName: string): string {
  const words = resourceName
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^[^A-Z]+/, '')
    .slice(0, connectionPrefixMaxLength - 'RESOURCE_'.length - '_100'.length)
    .replace(/_+$/, '');
  if (words === '') return 'RESOURCE';
  return isPublicVariableName(`${words}_`) ? `RESOURCE_${words}` : words;
}
