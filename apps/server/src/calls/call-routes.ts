import { ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { integrationNotFound } from '../catalog/integration-changes.ts';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import type { RecordEvent } from '../people/record-event.ts';
import type { Database } from '../postgres/database.ts';
import { createIntegrationStore } from '../postgres/integration-store.ts';
import type { ProviderCallStore } from '../postgres/provider-call-store.ts';
import { requestRefresh } from '../postgres/refresh-queue.ts';
import { type PlannedReplay, type PlanReplayPorts, planReplay } from './plan-replay.ts';
import { type ReplayPorts, replay } from './replay.ts';

export type CallRoutesPorts = PlanReplayPorts &
  ReplayPorts & {
    readonly database: Pick<Database, 'read' | 'transact'>;
    readonly calls: Pick<ProviderCallStore, 'newestOf' | 'find' | 'keptForDays'>;
    readonly recordEvent: RecordEvent;
    /** Reads at once what was asked to be read again. */
    readonly kick: () => void;
  };

/** The requests between the host and a provider, for the team that the integration is of. */
export function callRoutes(ports: CallRoutesPorts): readonly Route[] {
  const { calls, database } = ports;
  const store = createIntegrationStore(database.read);

  return [
    route(kontorEndpoints.listProviderCalls, async ({ caller, params, query }) => {
      const found = await store.findOwned(caller.team.id, params.integration);
      if (found === undefined) return integrationNotFound(params.integration);
      const failed = query.failed === undefined ? undefined : query.failed === 'true';
      const rows = await calls.newestOf(found.id, { ...query, failed });
      return ok({ status: 200, body: { calls: [...rows], keptForDays: calls.keptForDays } });
    }),
    route(kontorEndpoints.getProviderCall, async ({ caller, params }) => {
      const integration = await store.findOwned(caller.team.id, params.integration);
      if (integration === undefined) return integrationNotFound(params.integration);
      const found = await findCall(ports, integration.id, params.call);
      if (found === undefined) return callNotFound(params.call);
      const planned = await planReplay(ports, found);
      return ok({
        status: 200,
        body: {
          call: found.call,
          replay: {
            isOffered: planned.ok,
            reason: planned.ok ? null : planned.error,
            hasEffects: found.call.method !== 'GET',
          },
        },
      });
    }),
    route(kontorEndpoints.replayProviderCall, async ({ caller, params, body }) => {
      const integration = await store.findOwned(caller.team.id, params.integration);
      if (integration === undefined) return integrationNotFound(params.integration);
      const found = await findCall(ports, integration.id, params.call);
      if (found === undefined) return callNotFound(params.call);
      const planned = await planReplay(ports, found);
      if (!planned.ok) {
        return refuse('call_not_replayable', `This call cannot be sent again. ${planned.error}`);
      }
      if (planned.value.hasEffects && !body.isConfirmed) return notConfirmed();
      const { call } = found;
      const key = body.idempotencyKey;
      await note(ports, caller, { call: call.id, integration: integration.id }, [
        call.operation,
        key,
      ]);
      const made = await replay(ports, {
        integration,
        call,
        planned: planned.value,
        key,
        by: caller.actor,
      });
      if (planned.value.hasEffects) await readAgain(ports, planned.value);
      return ok({ status: 200, body: { call, replay: made } });
    }),
  ];
}

async function findCall({ calls }: CallRoutesPorts, integrationId: string, id: string) {
  return /^[0-9]{1,18}$/.test(id) ? calls.find(integrationId, id) : undefined;
}

/** Before it is sent, so that nothing is sent again that nobody has asked for. */
async function note(
  { database, recordEvent }: CallRoutesPorts,
  { team, actor }: TeamCaller,
  subject: Readonly<Record<string, string>>,
  [operation, idempotencyKey]: readonly [string, string],
): Promise<void> {
  await database.transact((sql) =>
    recordEvent(sql, {
      teamId: team.id,
      actor,
      type: 'integration.call-replayed',
      subject,
      data: { operation, idempotencyKey },
    }),
  );
}

/** What the provider has changed once more, the host does not guess: it asks. */
async function readAgain(
  { database, kick }: CallRoutesPorts,
  { installation, resource }: PlannedReplay,
): Promise<void> {
  if (installation === null) return;
  const { teamId, id: installationId } = installation;
  const externalId = resource?.externalId ?? null;
  await database.transact((sql) => requestRefresh(sql, { teamId, installationId, externalId }));
  kick();
}

function callNotFound(id: string) {
  return refuse(
    'call_not_found',
    `There is no call '${id}' of this integration. Calls are kept for some days.`,
  );
}

function notConfirmed() {
  return refuse(
    'replay_not_confirmed',
    'This call changes something at the provider. Send it again with isConfirmed: true.',
  );
}
