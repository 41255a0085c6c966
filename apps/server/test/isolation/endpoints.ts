import type { HostEndpoint } from '@kontor/protocol';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { platformEndpoints } from '@kontor/protocol/platform';
import { restEndpoints } from '@kontor/protocol/rest';

/** Everything that the host answers by endpoint data, so that nothing can be left out by hand. */
export const everyEndpoint: readonly HostEndpoint[] = [
  ...Object.values(kontorEndpoints),
  ...Object.values(platformEndpoints),
  ...Object.values(restEndpoints),
];

/** The names of the parameters in a path, in order. */
export function parametersOf({ path }: Pick<HostEndpoint, 'path'>): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
}
