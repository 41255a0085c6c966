import type { Resource } from '@kontor/protocol/kontor';
import * as resourceEndpoints from '@kontor/protocol/kontor/resource';
import { resourceId } from '@kontor/protocol/vocabulary/ids';
import { oneOf } from '../../names/one-of.ts';
import type { Session } from '../../session.ts';

/** A resource of the team by id or name. */
export async function findResource(
  { call, team }: Pick<Session, 'call' | 'team'>,
  named: string,
): Promise<Resource> {
  const params = { team: await team() };
  if (resourceId.safeParse(named).success) {
    const { body } = await call(resourceEndpoints.getResource, {
      params: { ...params, resource: named },
    });
    return body.resource;
  }
  const { body } = await call(resourceEndpoints.listResources, { params });
  return oneOf(named, body.resources, {
    noun: 'resource',
    names: ({ name, id }) => [name, id],
    tell: ({ id, name, product }) => `${id} (${name}, ${product.slug})`,
  });
}

/** How a resource is doing: in the provider's words once it is there. */
export function statusOf({ lifecycle, status }: Resource): string {
  return lifecycle === 'active' ? status : lifecycle;
}
