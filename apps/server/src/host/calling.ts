import { grantedScopes } from '@kontor/core';
import { createMetrics } from '../metrics/metrics.ts';
import { createProviderClient } from '../partner-api/provider-client.ts';
import { createProviderGateway } from '../partner-api/provider-gateway.ts';
import type { RecordedCall } from '../partner-api/recorded-call.ts';
import { createActingPeople } from '../people/acting-person.ts';
import { createIntegrationStore } from '../postgres/integration-store.ts';
import { createProviderCallStore, type InboundCall } from '../postgres/provider-call-store.ts';
import { sqlOn } from '../postgres/sql.ts';
import type { Foundation } from './foundation.ts';
import type { HostOptions } from './options.ts';

export type Calling = ReturnType<typeof createCalling>;

/** How the host calls providers, and what it writes down and measures of that. */
export function createCalling(options: HostOptions, foundation: Foundation) {
  const { database, read, entrance, transactions, people, now, log, tracing, url } = foundation;
  const { callsKeptDays: keptDays } = options;
  const calls = createProviderCallStore({
    sql: sqlOn(database.pool),
    now,
    log,
    ...(keptDays === undefined ? {} : { limits: { keptDays } }),
  });
  const metrics = options.metrics
    ? createMetrics({
        sql: read,
        pool: database.pool,
        breakerOf: (id) => client.breakerOf(id),
        shares: { requests: entrance, transactions },
      })
    : undefined;
  const record: typeof calls.record = (call) => {
    metrics?.noteCall(call);
    log.debug(factsOf(call), 'a call was made');
    calls.record(call);
  };
  const client = createProviderClient({
    allowPrivateAddresses: options.allowPrivateAddresses,
    record,
    now,
    log,
    tracing,
    aside: entrance.aside,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const integrations = createIntegrationStore(read);
  const actingPeople = createActingPeople(read);
  const dashboardUrl = (installationId: string) =>
    new URL(`/installations/${installationId}`, url).href;
  const gateway = createProviderGateway({
    client,
    tokens: people.tokens,
    people: actingPeople,
    route: integrations.findRoute,
    baseUrlOf: integrations.findBaseUrl,
    credentialOf: people.credentialOf,
    scopes: grantedScopes,
    dashboardUrl,
  });
  return { calls, record, metrics, client, integrations, actingPeople, dashboardUrl, gateway };
}

/** What the log says of a call to or from a provider: neither bodies nor addresses. */
function factsOf(call: RecordedCall | InboundCall) {
  const { direction, operation, outcome, status, durationMs, traceId } = call;
  const { integrationId, installationId, resourceId } = call;
  const about = { integrationId, installationId, resourceId };
  return { direction, operation, outcome, status, durationMs, traceId, ...about };
}
