import type { Actor } from '@kontor/core';
import type { ProviderCall } from '@kontor/protocol/kontor';
import { traceIdOf, traceparentOf } from '../http/trace.ts';
import { mintId } from '../ids.ts';
import { asSystem, forActor, type GatewayPorts } from '../partner-api/gateway-call.ts';
import type { ProviderClient } from '../partner-api/provider-client.ts';
import type { ProviderCallStore } from '../postgres/provider-call-store.ts';
import type { PlannedReplay } from './plan-replay.ts';

export type ReplayPorts = Pick<GatewayPorts, 'tokens' | 'people' | 'route'> & {
  readonly client: Pick<ProviderClient, 'call'>;
  readonly calls: Pick<ProviderCallStore, 'newestOf'>;
  readonly now: () => Date;
};

type Wanted = {
  readonly integration: { readonly id: string; readonly baseUrl: string };
  readonly call: ProviderCall;
  readonly planned: PlannedReplay;
  readonly key: 'same' | 'new';
  readonly by: Actor;
};

/** Sends a call again, under a trace of its own, and answers the record of that. */
export async function replay(ports: ReplayPorts, wanted: Wanted): Promise<ProviderCall> {
  const { integration, call, planned, by } = wanted;
  const { endpoint, ...asked } = planned.asked;
  const traceId = traceIdOf(undefined);
  const idempotencyKey = endpoint.idempotencyKey ? keyFor(wanted, ports.now()) : undefined;
  const speaking = await speakerFor(ports, wanted, traceId);
  // what an endpoint takes was found out from its own schemas, which the compiler does not see
  await ports.client.call<AnyEndpoint>(endpoint, {
    ...asked,
    ...speaking,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    integration,
    traceparent: traceparentOf(traceId),
    replay: { of: call.id, by },
  } as never);
  const [made] = await ports.calls.newestOf(integration.id, { trace: traceId, limit: 1 });
  if (made === undefined) throw new Error(`the replay of the call ${call.id} is not on record`);
  return made;
}

type AnyEndpoint = PlannedReplay['asked']['endpoint'];

/** As a repeat, or as something new. What never had a key gets one. */
function keyFor({ call, key }: Wanted, at: Date): string {
  return key === 'same' && call.idempotencyKey !== null
    ? call.idempotencyKey
    : mintId('operation', at);
}

async function speakerFor(
  ports: ReplayPorts,
  { integration, planned: { installation, operation } }: Wanted,
  traceId: string,
) {
  if (installation === null) {
    const before = { integrationId: integration.id, installationId: null, teamId: null };
    return { token: await ports.tokens.systemToken(before), callerKind: 'system' as const };
  }
  if (operation === undefined) {
    const { token, callerKind } = await asSystem(ports, {
      teamId: installation.teamId,
      installationId: installation.id,
      traceId,
    });
    return { token, callerKind };
  }
  const { token, callerKind } = await forActor(ports, operation);
  return { token, callerKind };
}
