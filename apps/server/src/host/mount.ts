import type { Resource } from '@kontor/core';
import { platformEndpoints } from '@kontor/protocol/platform';
import type { FastifyInstance } from 'fastify';
import { mountDocs } from '../docs/mount-docs.ts';
import { createApp } from '../http/app.ts';
import { createDrain } from '../http/drain.ts';
import { mountHealth } from '../http/health.ts';
import { logRequests } from '../http/log-requests.ts';
import { serveDashboard } from '../http/serve-dashboard.ts';
import { mountMcp } from '../mcp/mount-mcp.ts';
import { measureRequests } from '../metrics/serve-metrics.ts';
import { mountOidc } from '../oidc/mount-oidc.ts';
import { mountOpenApi } from '../openapi/mount-openapi.ts';
import { mountStripeEvents } from '../payments/stripe/mount-stripe-events.ts';
import { createStripeClient } from '../payments/stripe/stripe-client.ts';
import { recordInbound } from '../platform/record-inbound.ts';
import { createIdempotentAnswers } from '../postgres/idempotent-answers.ts';
import { createRateLimits } from '../postgres/rate-limits.ts';
import { sqlOn } from '../postgres/sql.ts';
import { routesOf } from '../routes.ts';
import { traceRequests } from '../tracing/trace-requests.ts';
import { mountSigningIn } from './mount-signing-in.ts';
import type { Pieces } from './pieces.ts';

/** Everything that the host answers over HTTP, and how it stops to. */
export function mountHost(pieces: Pieces) {
  const { options, people, entrance, database, vault, read, onError, log, tracing, url } = pieces;
  const { callers, tokens } = people;
  const rateLimits = rateLimitsOf(pieces);
  const routes = routesOfHost(pieces);
  const app = createApp({
    routes,
    callers,
    entrance,
    idempotentAnswers: createIdempotentAnswers({ database, vault, onError }),
    rateLimits,
    trustedProxies: options.trustedProxies,
    isSecure: url.startsWith('https://'),
    log,
    strictAnswers: options.strictAnswers,
  });
  traceRequests(app, tracing);
  logRequests(app, log);
  mountOpenApi(
    app,
    routes.map(({ endpoint }) => endpoint),
  );
  const drain = createDrain(app);
  mountHealth(app, { read, isDraining: drain.isDraining });
  mountMcp(app, { callers, url });
  if (options.docsFolder !== undefined) mountDocs(app, { folder: options.docsFolder, url });
  if (options.dashboardFolder !== undefined) serveDashboard(app, options.dashboardFolder);
  mountOidc(app, { tokens, issuer: options.issuer, url });
  mountPayments(app, pieces);
  mountSigningIn(app, pieces, rateLimits);
  mountRecords(app, pieces);
  return { app, drain };
}

function rateLimitsOf({ options: { rateLimits: factor = 1 }, database, now }: Pieces) {
  if (factor === null) return undefined;
  return createRateLimits({ sql: sqlOn(database.pool), now, factor });
}

function routesOfHost(pieces: Pieces) {
  const { options, url, client, gateway, webhooks, refreshes, reconciler, entrance, runner } =
    pieces;
  return routesOf({
    ...pieces,
    ...gateway,
    settings: options.settings ?? [],
    listings: options.listings ?? 'open',
    testClocks: options.testClocks,
    allowPrivateAddresses: options.allowPrivateAddresses,
    consoleUrl: (resource) => consoleUrl(url, resource),
    installUrl: (slug, team) => new URL(`/install/${slug}?teamId=${team}`, url).href,
    kick: refreshes.kick,
    kickReconciler: reconciler.kick,
    providerClient: client,
    dispatcher: webhooks.dispatcher,
    waitFor: (operation, withinMs) => entrance.aside(() => runner.wait(operation, withinMs)),
  });
}

/** Where clients of the protocol send a browser that wants to look at a resource. @see spec/platform-api.md §5 */
function consoleUrl(url: string, { teamId, installationId, externalId }: Resource): string {
  const address = new URL('/api/marketplace/sso', url);
  address.searchParams.set('teamId', teamId);
  address.searchParams.set('integrationConfigurationId', installationId);
  address.searchParams.set('resource_id', externalId ?? '');
  return address.href;
}

function mountPayments(app: FastifyInstance, { payments, read, useCases, people }: Pieces): void {
  if (payments.kind !== 'stripe') return;
  mountStripeEvents(app, {
    stripe: createStripeClient(payments),
    webhookSecret: payments.webhookSecret,
    read,
    runPayment: useCases.runPayment,
    noteDispute: useCases.noteDispute,
    forget: people.callers.forget,
  });
}

function mountRecords(app: FastifyInstance, pieces: Pieces): void {
  const { integrations, record, metrics, now, log } = pieces;
  recordInbound(app, {
    endpoints: Object.values(platformEndpoints),
    integrationOf: async (installationId) => (await integrations.findRoute(installationId))?.id,
    record,
    now,
    log,
  });
  if (metrics) measureRequests(app, metrics);
}
