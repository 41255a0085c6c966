import type { ProvisionRequest } from '@kontor/core';
import { teamId } from '@kontor/protocol/vocabulary';
import type { TeamCaller } from '../route.ts';

type Asked = {
  readonly caller: TeamCaller;
  readonly body: Pick<ProvisionRequest, 'name' | 'metadata'> & {
    readonly [Key in Optional]?: ProvisionRequest[Key] | undefined;
  };
  readonly callerKey: string | null;
  readonly traceId: string;
};
type Optional = 'billingPlanId' | 'externalId' | 'protocolSettings';

/** What every call that provisions a resource asks for, wherever it names the installation and the product. */
export function provisionRequestOf(
  { caller, body, callerKey, traceId }: Asked,
  place: Pick<ProvisionRequest, 'installationId' | 'product'>,
): ProvisionRequest {
  const { name, metadata, billingPlanId, externalId, protocolSettings } = body;
  return {
    teamId: teamId.parse(caller.team.id),
    actor: caller.actor,
    ...place,
    name,
    metadata,
    ...(billingPlanId !== undefined && { billingPlanId }),
    ...(externalId !== undefined && { externalId }),
    ...(protocolSettings !== undefined && { protocolSettings }),
    callerKey,
    traceId,
  };
}
