import { ProviderError } from '@kontor/provider';
import type { Resource, ResourceStore } from '../state/resources.ts';

export type Which = { readonly installationId: string; readonly id: string };

/**
 * Finds a resource that can be worked with.
 *
 * @throws ProviderError `not_found`, or `conflict` while it is being made or removed
 */
export async function findReady(
  resources: ResourceStore,
  { installationId, id }: Which,
): Promise<Resource> {
  const resource = await resources.find(installationId, id);
  if (!resource) throw new ProviderError('not_found', `There is no resource ${id}.`);
  if (resource.status === 'ready') return resource;
  throw new ProviderError('conflict', `The resource ${id} is ${resource.status}.`);
}
