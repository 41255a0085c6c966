import type { EndpointInput } from '@kontor/protocol';
import { kontorEndpoints, type Operation, type Resource } from '@kontor/protocol/kontor';
import * as z from 'zod';

import { follow } from '../../host/follow.ts';
import type { Session } from '../../session.ts';

/** What `--json` prints of a new resource, which may have been connected at once. */
export const provisioned = z.object({
  ...kontorEndpoints.createResource.responses[201].shape,
  ...kontorEndpoints.connectResource.responses[201].partial().shape,
});
export type ShownResource = z.output<typeof provisioned>;

export type Provisioned = { readonly resource: Resource; readonly operation: Operation };

export type Provisioning = {
  readonly team: string;
  readonly installation: string;
  readonly body: EndpointInput<typeof kontorEndpoints.createResource>['body'];
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
    .call(kontorEndpoints.createResource, { params: { team, installation }, body: wanted })
    .finally(session.progress.clear);
  if (body.operation.status === 'succeeded' || !wait) return body;
  const operation = await follow(session, body.operation, doing);
  const shown = await session.call(kontorEndpoints.getTeamResource, {
    params: { team, resource: body.resource.id },
  });
  return { resource: shown.body.resource, operation };
}
