import { hostname } from 'node:os';
import {
  type Begun,
  grantedScopes,
  noTerms,
  type Operation,
  type Resource,
  type RetrySchedule,
} from '@kontor/core';
import { platformEndpoints } from '@kontor/protocol/platform';
import type { OperationId } from '@kontor/protocol/vocabulary';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createCatalogReader } from './catalog/catalog-reader.ts';
import { createClientSecrets } from './catalog/client-secret.ts';
import type { Listings } from './catalog/listing-changes.ts';
import { createTestClocks } from './clock/test-clocks.ts';
import { mountDocs } from './docs/mount-docs.ts';
import { createFairShares } from './fair-shares.ts';
import { createApp } from './http/app.ts';
import { createDrain } from './http/drain.ts';
import { createEntrance, type EntranceLimits } from './http/entrance.ts';
import { mountHealth } from './http/health.ts';
import { serveDashboard } from './http/serve-dashboard.ts';
import { randomText } from './ids.ts';
import { createCompleteImport } from './import/complete-import.ts';
import { every } from './jobs/every.ts';
import { startJobs } from './jobs/jobs.ts';
import { createLinkAccount, findLinkable } from './linking/link-account.ts';
import { createLiveEvents, type LiveLimits } from './live/live-events.ts';
import { createMailbox } from './mail/mailbox.ts';
import { createSendMail, type MailSettings } from './mail/smtp.ts';
import { mountMcp } from './mcp/mount-mcp.ts';
import { createMetrics } from './metrics/metrics.ts';
import { createMetricsServer, measureRequests } from './metrics/serve-metrics.ts';
import { createInvoiceTerms } from './money/invoice-terms.ts';
import { type TaxTable, taxesBy } from './money/taxes.ts';
import { mountOidc } from './oidc/mount-oidc.ts';
import { mountOpenApi } from './openapi/mount-openapi.ts';
import { createOperationQueue } from './operations/operation-queue.ts';
import { createOperationRunner } from './operations/operation-runner.ts';
import type { HostSettings } from './operator/setting-routes.ts';
import { mountPages } from './pages/mount-pages.ts';
import { defaultProviderLimits, type ProviderLimits } from './partner-api/limits.ts';
import { createProviderClient } from './partner-api/provider-client.ts';
import { createProviderGateway } from './partner-api/provider-gateway.ts';
import { createPaymentBackEnd, type PaymentSettings } from './payments/payments.ts';
import { mountStripeEvents } from './payments/stripe/mount-stripe-events.ts';
import { createStripeClient } from './payments/stripe/stripe-client.ts';
import { tellTestDisputes } from './payments/test-disputes.ts';
import { createActingPeople } from './people/acting-person.ts';
import { ARRIVE_PATH, type IdentityProviderSettings } from './people/identity-provider.ts';
import { mountAuth } from './people/mount-auth.ts';
import { mountIdentityProvider } from './people/mount-identity-provider.ts';
import { createPeople } from './people/people.ts';
import { createRecordEvent } from './people/record-event.ts';
import { appointFirstOperator } from './people/sign-up.ts';
import { teamStoreOn } from './people/team-store.ts';
import { recordInbound } from './platform/record-inbound.ts';
import { createRefreshWorker } from './platform/refresh-worker.ts';
import { findBillingDetails } from './postgres/billing-details.ts';
import { openDatabase } from './postgres/database.ts';
import { createIdempotentAnswers } from './postgres/idempotent-answers.ts';
import { createIntegrationStore } from './postgres/integration-store.ts';
import { findKnownNames } from './postgres/known-names.ts';
import { CALLERS_CHANGED, listenTo, OPERATION_MOVED } from './postgres/listen.ts';
import { findOperation } from './postgres/operation-views.ts';
import { createProviderCallStore } from './postgres/provider-call-store.ts';
import { createRateLimits } from './postgres/rate-limits.ts';
import { createRefreshQueue } from './postgres/refresh-queue.ts';
import { noteSeller, type Seller, sellerAt } from './postgres/seller.ts';
import { sqlOn } from './postgres/sql.ts';
import { createTeamLook } from './postgres/team-look.ts';
import { createTeamTransact, transactionShares } from './postgres/team-transact.ts';
import { readMoved } from './postgres/tell-moved.ts';
import { createReconciler } from './reconciliation/advance-reconciliation.ts';
import { readBilled } from './reconciliation/billed-resources.ts';
import {
  findKnownElsewhere,
  isLeftover,
  readInstallationFacts,
} from './reconciliation/installation-facts.ts';
import { createReconciliationStore } from './reconciliation/reconciliation-store.ts';
import { createReportFailure } from './report-failure.ts';
import { routesOf } from './routes.ts';
import { createBeginSignOn } from './sso/begin-sign-on.ts';
import { createExchange } from './sso/exchange.ts';
import { mountOpenid } from './sso/mount-openid.ts';
import { createGrantOpenid, findOpenidClient, listSignOnChoices } from './sso/openid-grant.ts';
import { createReadUserinfo } from './sso/userinfo.ts';
import { traceOperations } from './tracing/trace-operations.ts';
import { traceRequests } from './tracing/trace-requests.ts';
import { type Tracing, untraced } from './tracing/tracing.ts';
import { createUseCases } from './use-cases.ts';
import { createKeyEncryptionKeys } from './vault/key-encryption-keys.ts';
import { openKeyring } from './vault/keyring.ts';
import { requireFittingKeys } from './vault/rewrap-data-keys.ts';
import { createVault } from './vault/vault.ts';
import { createWebhooks, type WebhooksPorts } from './webhooks/webhooks.ts';

export type HostOptions = {
  /** What the process was started with, to be shown to operators. */
  readonly settings?: HostSettings;
  readonly databaseUrl: string;
  /** Where the keyring lies. */
  readonly dataDirectory: string;
  /** The host's public address. */
  readonly url: string;
  /** What the tokens it signs name as their issuer. */
  readonly issuer: string;
  readonly signUp: 'open' | 'first-person';
  /** Whether an operator approves what comes into the catalogue; nobody has to, unless told otherwise. */
  readonly listings?: Listings;
  /** Who may put a team on a test clock: its owners, or only those of them who are operators. */
  readonly testClocks: 'owners' | 'operators';
  /** How long requests between the host and providers are kept, in days. */
  readonly callsKeptDays?: number;
  /** How long plans of desired states are kept after they were over, in days. */
  readonly plansKeptDays?: number;
  /** Whether people may have passwords; they may unless it is false. */
  readonly passwords?: boolean;
  readonly identityProvider?: IdentityProviderSettings | null;
  readonly allowPrivateAddresses: boolean;
  readonly strictAnswers: boolean;
  /** Which part of the work this process does. */
  readonly role: 'all' | 'api' | 'worker';
  /** How long a request waits for the operation it began, in milliseconds. */
  readonly answerWithinMs: number;
  /** What the limits on calls are multiplied with; null for none. */
  readonly rateLimits?: number | null;
  /** Addresses and networks of proxies that may say where a request came from. */
  readonly trustedProxies?: readonly string[];
  /** What teams pay on top of their invoices. */
  readonly taxes?: TaxTable | null;
  readonly log: Logger;
  readonly now?: () => Date;
  readonly sessionSecret?: string;
  readonly schedule?: RetrySchedule;
  readonly limits?: Partial<ProviderLimits>;
  readonly leaseMs?: number;
  /** How many requests are worked on at a time, and how many for one team. */
  readonly entrance?: EntranceLimits;
  /** How often invoices and former installations are looked at, in milliseconds. */
  readonly billingEveryMs?: number;
  readonly webhookLimits?: WebhooksPorts['limits'];
  readonly liveLimits?: Partial<LiveLimits>;
  /** Whose name stands on invoices; the host's own address where nobody says. */
  readonly seller?: Seller;
  /** The folder of the built dashboard; without one, none is served. */
  readonly dashboardFolder?: string;
  /** The folder of the guides; without one, none are served. */
  readonly docsFolder?: string;
  /** Where mail is handed over; without it, none is sent. */
  readonly mail?: MailSettings | null;
  /** Whom it tells what it does, and how long that takes. */
  readonly tracing?: Tracing;
  /** Whether it measures itself for Prometheus. */
  readonly metrics?: boolean;
  /** Who moves the money; an operator, unless told otherwise. */
  readonly payments?: PaymentSettings;
};

/** A host that is put together and not yet listening. */
export type Host = {
  readonly app: FastifyInstance;
  /** Tells Prometheus how it does, at a port of its own. */
  readonly metricsServer: FastifyInstance | undefined;
  /** Begins the work that follows no request. */
  readonly start: () => void;
  /** Goes on answering for as long at most, and sends those who are connected to other processes. */
  readonly drain: (atMostMs: number) => Promise<void>;
  /** Lets what is running end, and closes everything. */
  readonly close: () => Promise<void>;
};

/** How long an operation belongs to a process that shows no sign of life. */
const LEASE_MS = 15_000;

/** How often a process says which keys it has, and looks which one wraps. */
const FOLLOW_EVERY_MS = 10_000;

/** Puts a host together: the only place, beside main.ts, that knows every piece. */
export async function createHost(options: HostOptions): Promise<Host> {
  const { log, now = () => new Date(), url, issuer, leaseMs = LEASE_MS } = options;
  const onError = createReportFailure(log);
  const { tracing = untraced } = options;
  const database = openDatabase({ url: options.databaseUrl, onError, tracing });
  const { read } = database;
  const lease = { holder: randomText(16), leaseMs };
  const keyring = await openKeyring(options.dataDirectory, now());
  // a lost or foreign keyring is found before anything is sealed under a new key
  await requireFittingKeys({ database, keyWrapper: keyring });
  const keyEncryptionKeys = createKeyEncryptionKeys({
    database,
    keyring,
    process: { id: lease.holder, name: `${hostname()}, process ${process.pid}` },
    now,
  });
  await keyEncryptionKeys.follow();
  const vault = createVault({ database, keyWrapper: keyring, now });
  await appointFirstOperator(database);
  await noteSeller(read, options.seller ?? sellerAt(url), now());
  const { mail = null } = options;
  const mailbox = createMailbox({ vault, now, isOn: mail !== null });
  const people = await createPeople({ ...options, database, vault, issuer, mailbox, now, onError });
  const { tokens, credentials, callers, auth } = people;
  const entrance = createEntrance(options.entrance);
  const liveEvents = createLiveEvents({ read, onError, limits: options.liveLimits });
  const transactions = createFairShares(transactionShares);
  const transact = createTeamTransact({
    database,
    shares: transactions,
    onCommitted: liveEvents.wake,
    vault,
    now,
    lease,
    issueCredential: credentials.issueInstallationToken,
  });

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
    calls.record(call);
  };
  const integrations = createIntegrationStore(read);
  const client = createProviderClient({
    allowPrivateAddresses: options.allowPrivateAddresses,
    record,
    now,
    log,
    tracing,
    aside: entrance.aside,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const actingPeople = createActingPeople(read);
  const dashboardUrl = (installationId: string) =>
    new URL(`/installations/${installationId}`, url).href;
  const { provider, plans, state, runCommand, transfers } = createProviderGateway({
    client,
    tokens,
    people: actingPeople,
    route: integrations.findRoute,
    baseUrlOf: integrations.findBaseUrl,
    credentialOf: people.credentialOf,
    scopes: grantedScopes,
    dashboardUrl,
  });
  const catalog = createCatalogReader({ read, now });
  const payments = options.payments ?? { kind: 'manual' };
  const backEnd = createPaymentBackEnd(payments, { sql: read, onError });
  // the runner runs by use cases, and one of those by the runner
  const run = (begun: Begun): Promise<Operation> =>
    entrance.aside(() => runner.run(begun, options.answerWithinMs));
  const invoiceTerms = createInvoiceTerms(
    read,
    taxesBy(options.taxes ?? null, async (teamId) => {
      const { country, taxId } = await findBillingDetails(read, { id: teamId, name: '' });
      return { country, taxId };
    }),
  );
  const useCases = createUseCases({
    backEnd,
    termsOf: async ({ teamId, installationId }) => {
      const integration = await integrations.findRoute(installationId);
      return integration === undefined
        ? noTerms
        : invoiceTerms({ teamId, integrationId: integration.id });
    },
    transact,
    look: createTeamLook({ read, now }),
    url,
    read,
    catalog: catalog.find,
    knownNames: (teamId) => findKnownNames(read, teamId),
    digest: vault.digest,
    run,
    provider,
    plans,
    state,
    comparing: {
      facts: (ref) => readInstallationFacts(read, ref, now),
      bills: (ref) => readBilled(read, ref, now()),
      knownElsewhere: (ref, ids) => findKnownElsewhere(read, ref, ids),
      isLeftover: async ({ teamId, installationId }, externalId) => {
        const integration = await integrations.findRoute(installationId);
        if (integration === undefined) return false;
        const ref = { teamId, installationId, integrationId: integration.id };
        return isLeftover(read, { ref, externalId });
      },
    },
    now,
    onBreakdown: (error, { id }) =>
      log.error({ err: error, operation: id }, 'an attempt of an operation broke down'),
    ...(options.schedule === undefined ? {} : { schedule: options.schedule }),
  });
  const reconciliations = createReconciliationStore(database, { holder: lease.holder, now });
  const queue = createOperationQueue(database.upkeep, lease);
  const find = (teamId: string, id: OperationId) => findOperation(read, teamId, id);
  const runner = createOperationRunner({
    runOperation: traceOperations({ tracing, runOperation: useCases.runOperation, find }),
    queue,
    find,
    log,
    leaseMs,
  });
  const refreshes = createRefreshWorker({
    queue: createRefreshQueue(database.upkeep, lease),
    refreshResource: useCases.refreshResource,
    refreshInstallation: useCases.refreshInstallation,
    log,
  });
  const reconciler = createReconciler({
    read,
    store: reconciliations,
    reconcileInstallation: useCases.reconcileInstallation,
    breakerOf: client.breakerOf,
    pauseMs: options.limits?.halfOpenAfterMs ?? defaultProviderLimits.halfOpenAfterMs,
    onError,
  });
  const webhooks = createWebhooks({
    tracing,
    database,
    vault,
    pairwise: people.pairwise,
    url,
    allowPrivateAddresses: options.allowPrivateAddresses,
    now,
    leaseMs,
    onError,
    ...(options.webhookLimits === undefined ? {} : { limits: options.webhookLimits }),
  });
  const collectInvoice = backEnd.isAutomatic ? useCases.collectInvoice : undefined;
  const clocks = createTestClocks({
    ...useCases,
    sql: sqlOn(database.pool),
    database,
    transact,
    forget: callers.forget,
    now,
    onError,
    collectInvoice,
  });

  const routes = routesOf({
    invoiceTerms,
    ...options,
    settings: options.settings ?? [],
    listings: options.listings ?? 'open',
    consoleUrl: (resource) => consoleUrl(url, resource),
    installUrl: (slug, team) => new URL(`/install/${slug}?teamId=${team}`, url).href,
    now,
    database,
    vault,
    keyEncryptionKeys,
    transact,
    people,
    catalog,
    calls,
    plans,
    runCommand,
    transfers,
    actingPeople,
    liveEvents,
    dashboardUrl,
    kick: refreshes.kick,
    clocks,
    useCases,
    backEnd,
    mailbox,
    queue,
    reconciliations,
    kickReconciler: reconciler.kick,
    providerClient: client,
    dispatcher: webhooks.dispatcher,
    waitFor: (operation, withinMs) => entrance.aside(() => runner.wait(operation, withinMs)),
    run,
  });
  const rateLimits =
    options.rateLimits === null
      ? undefined
      : createRateLimits({ sql: sqlOn(database.pool), now, factor: options.rateLimits ?? 1 });
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
  mountOpenApi(
    app,
    routes.map(({ endpoint }) => endpoint),
  );
  const drain = createDrain(app);
  mountHealth(app, { read, isDraining: drain.isDraining });
  mountMcp(app, { callers, url });
  if (options.docsFolder !== undefined) mountDocs(app, { folder: options.docsFolder, url });
  if (options.dashboardFolder !== undefined) serveDashboard(app, options.dashboardFolder);
  mountOidc(app, { tokens, issuer, url });
  if (payments.kind === 'stripe') {
    mountStripeEvents(app, {
      stripe: createStripeClient(payments),
      webhookSecret: payments.webhookSecret,
      read,
      runPayment: useCases.runPayment,
      noteDispute: useCases.noteDispute,
      forget: callers.forget,
    });
  }
  const recordEvent = createRecordEvent(now);
  mountOpenid(app, {
    exchange: createExchange({ database, tokens, recordEvent, now }),
    clientSecrets: createClientSecrets({ read, vault }),
    readUserinfo: createReadUserinfo({ database, tokens, now }),
    rateLimits,
  });
  const { signUp, passwords = true } = options;
  const signingIn = { auth, url, database, signUp, passwords, forget: callers.forget, log };
  mountAuth(app, signingIn);
  const { identityProvider, sessions } = people;
  const arriving = {
    database,
    read,
    recordEvent,
    now,
    forget: callers.forget,
    url,
    sessions,
    mailbox,
  };
  if (identityProvider) mountIdentityProvider(app, { ...arriving, identityProvider });
  mountPages(app, {
    ...arriving,
    ...signingIn,
    passwordResets: people.passwordResets,
    sendsMail: mailbox.isOn,
    onError,
    callers,
    arrivePath: identityProvider && ARRIVE_PATH,
    catalog,
    install: useCases.install,
    run,
    beginSignOn: createBeginSignOn({ database, recordEvent, now }),
    issuer,
    rateLimits,
    findClient: (clientId) => findOpenidClient(read, clientId),
    choicesOf: (userId, integration) => listSignOnChoices(read, userId, integration),
    grantOpenid: createGrantOpenid({ database, recordEvent, now }),
    completeImport: createCompleteImport({ database, recordEvent, now }),
    linkAccount: createLinkAccount({ database, recordEvent, forget: callers.forget, url, now }),
    findLinkable: (integration) => findLinkable(read, { integration }),
    teamsOf: teamStoreOn(read).listMemberships,
    projectsOf: (teamId) =>
      read('select project_id as id, name from project where team_id = $1 order by name', [teamId]),
    placeOf: async (installationId) => {
      const route = await integrations.findRoute(installationId);
      return route && { teamId: route.teamId, integrationSlug: route.slug };
    },
  });

  recordInbound(app, {
    endpoints: Object.values(platformEndpoints),
    integrationOf: async (installationId) => (await integrations.findRoute(installationId))?.id,
    record,
    now,
    log,
  });
  if (metrics) measureRequests(app, metrics);
  let running: ReturnType<typeof startJobs> | undefined;
  const hearing = listenTo(options.databaseUrl, {
    [CALLERS_CHANGED]: callers.forget,
    [OPERATION_MOVED]: (told) => {
      const { operation, isOfPlan } = readMoved(told);
      runner.moved(operation);
      liveEvents.wake();
      if (isOfPlan) running?.wakePlans();
    },
  });
  const following = every(FOLLOW_EVERY_MS, keyEncryptionKeys.follow, onError);
  const metricsServer = metrics && createMetricsServer(metrics);
  return {
    app,
    metricsServer,
    start: () => {
      if (options.role === 'api') return;
      runner.start();
      webhooks.start();
      running = startJobs({
        database,
        transact,
        calls,
        refreshes,
        applyDuePlan: useCases.applyDuePlan,
        uninstall: useCases.uninstall,
        vault,
        transfers,
        rewrapSome: keyEncryptionKeys.rewrapSome,
        recordEvent,
        noteLateRotation: useCases.noteLateRotation,
        noteSilence: useCases.noteSilence,
        noteSpending: useCases.noteSpending,
        settleOverdue: useCases.settleOverdue,
        advanceStatePlan: useCases.advanceStatePlan,
        decideApproval: useCases.decideApproval,
        mailbox,
        changeInvoice: useCases.changeInvoice,
        collectInvoice,
        runPayment: useCases.runPayment,
        tellDisputes:
          payments.kind === 'test'
            ? () => tellTestDisputes({ ...useCases, sql: sqlOn(database.pool) })
            : undefined,
        creditPurchase: useCases.creditPurchase,
        reconciling: { store: reconciliations, runDue: reconciler.runDue },
        billingEveryMs: options.billingEveryMs,
        plansKeptDays: options.plansKeptDays,
        send: mail === null ? undefined : createSendMail(mail),
        url,
        log,
        forget: callers.forget,
        now,
        onError,
      });
    },
    drain: (atMostMs) => {
      liveEvents.close();
      return drain.begin(atMostMs);
    },
    close: async () => {
      liveEvents.close();
      await app.close();
      await metricsServer?.close();
      await hearing.close();
      await following.stop();
      await running?.stop();
      await webhooks.stop();
      await runner.stop();
      await refreshes.stop();
      await reconciler.stop();
      await client.close();
      await calls.close();
      await auth.close();
      await keyEncryptionKeys.leave().catch(onError);
      await database.close();
      await tracing.stop();
    },
  };
}

/** Where clients of the protocol send a browser that wants to look at a resource. @see spec/platform-api.md §5 */
function consoleUrl(url: string, { teamId, installationId, externalId }: Resource): string {
  const address = new URL('/api/marketplace/sso', url);
  address.searchParams.set('teamId', teamId);
  address.searchParams.set('integrationConfigurationId', installationId);
  address.searchParams.set('resource_id', externalId ?? '');
  return address.href;
}
