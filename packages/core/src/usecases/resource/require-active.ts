import type { ExternalResourceId } from '@kontor/protocol/vocabulary';
import type { Resource } from '../../domain/resource/resource.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';

/** A resource that the provider has made and nobody has deleted. */
export type ActiveResource = Resource & { readonly externalId: ExternalResourceId };

/** The resource, if it is there and in use. One that is gone is not found, like one that never was. */
export function requireActive(
  id: string,
  resource: Resource | undefined,
): Result<ActiveResource, Refusal> {
  if (
    resource === undefined ||
    resource.lifecycle === 'deleted' ||
    resource.lifecycle === 'failed'
  ) {
    return refuse('resource_not_found', `There is no resource '${id}' here.`);
  }
  const { externalId } = resource;
  if (resource.lifecycle !== 'active' || externalId === null) {
    return refuse(
      'resource_not_active',
      `The resource '${resource.name}' is ${resource.lifecycle}. Wait until that has ended.`,
      { resourceId: resource.id, lifecycle: resource.lifecycle },
    );
  }
  return ok({ ...resource, externalId });
}
