import type { EndpointInput } from '@kontor/protocol';
import type { Operation, Resource } from '@kontor/protocol/kontor';
import * as connectionEndpoints from '@kontor/protocol/kontor/connection';
import * as resourceEndpoints from '@kontor/protocol/kontor/resource';
import * as z from 'zod';

import { follow } from '../../host/follow.ts';
import type { Session } from '../../session.ts';

/** What `--json` prints of a new resource, which may have been connected at once. */
export const provisioned = z.object({
  ...resourceEndpoints.createResource.responses[201].shape,
  ...connectionEndpoints.connectResource.responses[201].partial().shape,
});
export type ShownResource = z.output<typeof provisioned>;

export type Provisioned = { readonly resource: Resource; readonly operation: Operation };

export type Provisioning = {
  readonly team: string;
  readonly installation: string;
  readonly body: EndpointInput<typeof resourceEndpoints.createResource>['body'];
  readonly wait: boolean;
};

/** Provisions a resource and, unless told otherwise, follows the provider to the end of it. */
export async function provision(
  session: Session,
  { team, installation, body: wanted, wait }: Provisioning,
): Promise<Provisioned> {
  const doing = `Provisioning ${wanted.name}`;
  session.progress.say(doing);
  const { body } = await session
    .call(resourceEndpoints.createResource, { params: { team, installation }, body: wanted })
    .finally(session.progress.clear);
  if (body.operation.status === 'succeeded' || !wait) return body;
  const operation = await follow(session, body.operation, doing);
  const shown = await session.call(resourceEndpoints.getResource, {
    params: { team, resource: body.resource.id },
  });
  return { resource: shown.body.resource, operation };
}
