import type {
  Begun,
  NewEvent,
  Operation,
  PaymentBackEnd,
  PlanSource,
  Resource,
  TeamTx,
  Transact,
} from '@kontor/core';
import { teamId } from '@kontor/protocol/vocabulary';
import type { Dispatcher } from 'undici';
import { callRoutes } from './calls/call-routes.ts';
import { whatIsThere } from './calls/what-is-there.ts';
import type { Catalog } from './catalog/catalog-reader.ts';
import { catalogRoutes } from './catalog/catalog-routes.ts';
import { createClientSecrets } from './catalog/client-secret.ts';
import { integrationRoutes } from './catalog/integration-routes.ts';
import type { Listings } from './catalog/listing-changes.ts';
import { providerViewRoutes } from './catalog/provider-view-routes.ts';
import { checkingRoutes } from './checking/check-routes.ts';
import { testClockRoutes } from './clock/test-clock-routes.ts';
import type { TestClocks } from './clock/test-clocks.ts';
import { exportRoutes } from './exports/export-routes.ts';
import type { InstallationCaller, Route, TeamCaller } from './http/route.ts';
import { approvalRoutes } from './http/routes/approval-routes.ts';
import { billingDetailsRoutes } from './http/routes/billing-details-routes.ts';
import { billingRoutes } from './http/routes/billing-routes.ts';
import { commandRoutes } from './http/routes/command-routes.ts';
import { connectionRoutes } from './http/routes/connection-routes.ts';
import { deploymentRoutes } from './http/routes/deployment-routes.ts';
import { documentRoutes } from './http/routes/document-routes.ts';
import {
  createServeEnvironment,
  environmentContentRoutes,
} from './http/routes/environment-content-routes.ts';
import { environmentRoutes } from './http/routes/environment-routes.ts';
import { eventRoutes } from './http/routes/event-routes.ts';
import { eventStreamRoutes } from './http/routes/event-stream-routes.ts';
import { experimentationRoutes } from './http/routes/experimentation-routes.ts';
import { hostRoutes } from './http/routes/host-routes.ts';
import { installationRoutes } from './http/routes/installation-routes.ts';
import { operationRoutes } from './http/routes/operation-routes.ts';
import { planPreviewRoutes } from './http/routes/plan-preview-routes.ts';
import { projectRoutes } from './http/routes/project-routes.ts';
import { purchaseRoutes } from './http/routes/purchase-routes.ts';
import { createReadAudit } from './http/routes/read-audit.ts';
import { resourceRoutes } from './http/routes/resource-routes.ts';
import { spendLimitRoutes } from './http/routes/spend-limit-routes.ts';
import { statePlanRoutes } from './http/routes/state-plan-routes.ts';
import { topUpRoutes } from './http/routes/top-up-routes.ts';
import { usageRoutes } from './http/routes/usage-routes.ts';
import { variableRoutes } from './http/routes/variable-routes.ts';
import { webhookRoutes } from './http/routes/webhook-routes.ts';
import { createBeginImport } from './import/begin-import.ts';
import { importRoutes } from './import/import-routes.ts';
import { createExchangeAccountCode } from './linking/exchange-account-code.ts';
import { createLinkAccount } from './linking/link-account.ts';
import { linkingRoutes } from './linking/linking-routes.ts';
import type { LiveEvents } from './live/live-events.ts';
import type { Mailbox } from './mail/mailbox.ts';
import { commissionRoutes } from './money/commission-routes.ts';
import { creditRoutes } from './money/credit-routes.ts';
import type { InvoiceTermsSource } from './money/invoice-terms.ts';
import { ledgerRoutes } from './money/ledger-routes.ts';
import type { OperationQueue } from './operations/operation-queue.ts';
import type { OperationRunner } from './operations/operation-runner.ts';
import { auditRoutes } from './operator/audit-routes.ts';
import { keyRoutes } from './operator/key-routes.ts';
import { listingRoutes } from './operator/listing-routes.ts';
import { mailRoutes } from './operator/mail-routes.ts';
import { operatorRoutes } from './operator/operator-routes.ts';
import { type HostSettings, settingRoutes } from './operator/setting-routes.ts';
import { operatedTeamRoutes } from './operator/team-routes.ts';
import type { RunCommand } from './partner-api/command-runner.ts';
import type { ProviderClient } from './partner-api/provider-client.ts';
import type { TransferCalls } from './partner-api/transfer-calls.ts';
import { disputeRoutes } from './payments/dispute-routes.ts';
import { createPaymentMethods } from './payments/payment-methods.ts';
import { paymentRoutes } from './payments/payment-routes.ts';
import type { ActingPeople } from './people/acting-person.ts';
import { agentTokenRoutes } from './people/agent-token-routes.ts';
import { deviceLoginRoutes } from './people/device-login-routes.ts';
import { invitationRoutes } from './people/invitation-routes.ts';
import { memberRoutes } from './people/member-routes.ts';
import { passkeyRoutes } from './people/passkey-routes.ts';
import type { People } from './people/people.ts';
import { personalTokenRoutes } from './people/personal-token-routes.ts';
import { createRecordEvent } from './people/record-event.ts';
import { sessionRoutes } from './people/session-routes.ts';
import { teamRoutes } from './people/team-routes.ts';
import { teamTokenRoutes } from './people/team-token-routes.ts';
import { platformRoutes } from './platform/platform-routes.ts';
import type { Database } from './postgres/database.ts';
import { createIntegrationStore } from './postgres/integration-store.ts';
import type { ProviderCallStore } from './postgres/provider-call-store.ts';
import { reconciliationRoutes } from './reconciliation/reconciliation-routes.ts';
import type { ReconciliationStore } from './reconciliation/reconciliation-store.ts';
import { balanceRoutes } from './rest/balance-routes.ts';
import { restCatalogRoutes } from './rest/catalog-routes.ts';
import { checkRoutes } from './rest/check-routes.ts';
import { checkRunRoutes } from './rest/check-run-routes.ts';
import { configurationRoutes } from './rest/configuration-routes.ts';
import { customEnvironmentRoutes } from './rest/custom-environment-routes.ts';
import { deploymentCheckRoutes } from './rest/deployment-check-routes.ts';
import { restDeploymentRoutes } from './rest/deployment-routes.ts';
import { restEventRoutes } from './rest/event-routes.ts';
import { marketplaceRoutes } from './rest/marketplace-routes.ts';
import { restMemberRoutes } from './rest/member-routes.ts';
import { restProjectRoutes } from './rest/project-routes.ts';
import { pullRoutes } from './rest/pull-routes.ts';
import { sandboxRoutes } from './rest/sandbox-routes.ts';
import { sharedVariableRoutes } from './rest/shared-variable-routes.ts';
import { storeConnectionRoutes } from './rest/store-connection-routes.ts';
import { storeRoutes } from './rest/store-routes.ts';
import { createStores } from './rest/stores.ts';
import { restTeamRoutes } from './rest/team-routes.ts';
import { restTokenRoutes } from './rest/token-routes.ts';
import { restUserRoutes } from './rest/user-routes.ts';
import { restVariableChanges } from './rest/variable-changes.ts';
import { restVariableRoutes } from './rest/variable-routes.ts';
import { restWebhookRoutes } from './rest/webhook-routes.ts';
import { platformServiceRoutes } from './services/platform-service-routes.ts';
import { createBeginSignOn } from './sso/begin-sign-on.ts';
import { createExchange } from './sso/exchange.ts';
import { ssoRoutes } from './sso/sso-routes.ts';
import { offerRoutes } from './transfer/offer-routes.ts';
import { transferRoutes } from './transfer/transfer-routes.ts';
import {
  type createUseCases,
  mintInvoiceId,
  mintPaymentMethodId,
  mintResourceId,
} from './use-cases.ts';
import type { KeyEncryptionKeys } from './vault/key-encryption-keys.ts';
import type { Vault } from './vault/vault.ts';
import { createOwnWebhooks } from './webhooks/own-webhooks.ts';

export type RoutesPorts = {
  readonly database: Database;
  readonly vault: Vault;
  readonly keyEncryptionKeys: KeyEncryptionKeys;
  readonly transact: Transact<TeamTx>;
  readonly people: People;
  readonly catalog: Catalog;
  readonly calls: ProviderCallStore;
  readonly plans: PlanSource;
  readonly runCommand: RunCommand;
  readonly transfers: TransferCalls;
  readonly useCases: ReturnType<typeof createUseCases>;
  readonly backEnd: PaymentBackEnd;
  readonly mailbox: Mailbox;
  readonly queue: OperationQueue;
  readonly reconciliations: ReconciliationStore;
  readonly kickReconciler: () => void;
  readonly providerClient: ProviderClient;
  /** Dials only what a stranger may have dialled. */
  readonly dispatcher: Dispatcher;
  /** Answers an operation when it has ended or the time is over. */
  readonly waitFor: OperationRunner['wait'];
  /** Moves an operation on and answers it when it ended or the request has waited long enough. */
  readonly run: (begun: Begun) => Promise<Operation>;
  readonly actingPeople: ActingPeople;
  readonly liveEvents: LiveEvents;
  /** Where a team looks at an installation. */
  readonly dashboardUrl: (installationId: string) => string;
  /** Where a member's browser is signed on at the provider's console. */
  readonly consoleUrl: (resource: Resource) => string;
  /** Where a person installs an integration for a team. */
  readonly installUrl: (slug: string, team: string) => string;
  /** Follows up at once what a provider has said. */
  readonly kick: () => void;
  readonly clocks: TestClocks;
  readonly testClocks: 'owners' | 'operators';
  readonly listings: Listings;
  readonly settings: HostSettings;
  readonly issuer: string;
  /** The host's public address. */
  readonly url: string;
  readonly allowPrivateAddresses: boolean;
  /** What teams pay on top of their invoices. */
  readonly invoiceTerms: InvoiceTermsSource;
  readonly now: () => Date;
};

/** Everything that the host answers from endpoint data. */
export function routesOf(ports: RoutesPorts): readonly Route[] {
  const { database, people, useCases } = ports;
  const { read } = database;
  const recordEvent = createRecordEvent(ports.now);
  const own = {
    ...ports,
    ...useCases,
    read,
    recordEvent,
    audit: createReadAudit(database, ports.now),
    mintResourceId,
    mintInvoiceId,
    forget: people.callers.forget,
  };
  const transfers = {
    ...own,
    catalog: ports.catalog.find,
    accountIdFor: people.pairwise.accountIdFor,
  };
  const stores = createStores({ ...ports, read });
  const paymentMethods = createPaymentMethods({ ...own, mintPaymentMethodId });
  const webhooks = createOwnWebhooks(own);
  const noting = {
    recordEvent: (teamId: string, event: NewEvent) =>
      database.transact((sql) => recordEvent(sql, { teamId, ...event })),
  };
  const ownerIdFor = (caller: TeamCaller | InstallationCaller) =>
    'team' in caller
      ? caller.team.id
      : people.pairwise.accountIdFor(caller.teamId, caller.integrationId);
  return [
    ...hostRoutes(own),
    ...keyRoutes({ ...own, tokens: people.tokens }),
    ...importRoutes({ beginImport: createBeginImport(own) }),
    ...sandboxRoutes(own),
    ...linkingRoutes({
      ...own,
      linkAccount: createLinkAccount(own),
      exchangeAccountCode: createExchangeAccountCode({ ...own, credentials: people.credentials }),
      clientSecrets: createClientSecrets(own),
      pairwise: people.pairwise,
    }),
    ...ssoRoutes({
      beginSignOn: createBeginSignOn(own),
      exchange: createExchange({ ...own, tokens: people.tokens }),
      clientSecrets: createClientSecrets(own),
    }),
    ...teamRoutes(own),
    ...memberRoutes(own),
    ...invitationRoutes(own),
    ...personalTokenRoutes(own),
    ...deviceLoginRoutes({ ...own, deviceLogins: people.deviceLogins }),
    ...passkeyRoutes(own),
    ...sessionRoutes({ ...own, passwordResets: people.passwordResets }),
    ...teamTokenRoutes(own),
    ...agentTokenRoutes(own),
    ...projectRoutes(own),
    ...statePlanRoutes(own),
    ...environmentRoutes(own),
    ...environmentContentRoutes(own),
    ...variableRoutes(own),
    ...catalogRoutes(own),
    ...integrationRoutes(own),
    ...providerViewRoutes(own),
    ...callRoutes({
      ...own,
      ...whatIsThere(read),
      client: ports.providerClient,
      tokens: people.tokens,
      people: ports.actingPeople,
      route: createIntegrationStore(read).findRoute,
      credentialOf: people.credentialOf,
    }),
    ...checkingRoutes({
      ...own,
      client: ports.providerClient,
      tokens: people.tokens,
      clientSecrets: createClientSecrets(own),
      pairwise: people.pairwise,
    }),
    ...installationRoutes(own),
    ...resourceRoutes(own),
    ...planPreviewRoutes(own),
    ...commandRoutes(own),
    ...connectionRoutes(own),
    ...deploymentRoutes(own),
    ...operationRoutes({ read, wait: ports.waitFor }),
    ...approvalRoutes(own),
    ...eventRoutes(own),
    ...eventStreamRoutes({ ...own, callers: people.callers }),
    ...platformServiceRoutes({ ...own, serveEnvironment: createServeEnvironment(own) }),

    ...configurationRoutes(own),
    ...balanceRoutes(own),
    ...purchaseRoutes(own),
    ...topUpRoutes(own),
    ...restCatalogRoutes(own),
    ...marketplaceRoutes({ ...own, stores }),
    ...storeRoutes({ ...own, stores, paymentMethods }),
    ...storeConnectionRoutes({ ...own, stores }),
    ...webhookRoutes({ ...own, webhooks, pairwise: people.pairwise }),
    ...restWebhookRoutes({ webhooks }),
    ...experimentationRoutes({ ...own, tellConfig: tellConfigWith(own) }),
    ...usageRoutes(own),
    ...spendLimitRoutes(own),
    ...billingRoutes({ ...own, findTeam: people.callers.team }),
    ...billingDetailsRoutes(own),
    ...documentRoutes(own),
    ...commissionRoutes(own),
    ...creditRoutes({ ...own, findTeam: people.callers.team }),
    ...ledgerRoutes(own),
    ...operatorRoutes({ ...own, breakerOf: ports.providerClient.breakerOf }),
    ...auditRoutes(own),
    ...mailRoutes(own),
    ...settingRoutes({ read, settings: ports.settings }),
    ...reconciliationRoutes({ ...own, store: ports.reconciliations, kick: ports.kickReconciler }),
    ...operatedTeamRoutes(own),
    ...listingRoutes(own),
    ...exportRoutes(own),
    ...disputeRoutes(own),
    ...testClockRoutes(own),
    ...paymentRoutes({ ...own, paymentMethods }),
    ...platformRoutes({
      ...own,
      catalog: ports.catalog.find,
      pairwise: people.pairwise,
      credentials: people.credentials,
      clientSecrets: createClientSecrets({ read, vault: ports.vault }),
    }),
    ...restProjectRoutes({ ...own, ...noting, signProjectToken: people.tokens.projectToken }),
    ...offerRoutes(transfers),
    ...transferRoutes(transfers),
    ...restVariableRoutes({ ...own, ...noting }),
    ...restVariableChanges(own),
    ...sharedVariableRoutes({ ...own, ...noting }),
    ...pullRoutes(own),
    ...customEnvironmentRoutes(own),
    ...restDeploymentRoutes(own),
    ...checkRoutes({ ...own, ownerIdFor }),
    ...checkRunRoutes({ ...own, ownerIdFor }),
    ...deploymentCheckRoutes(own),
    ...restUserRoutes(own),
    ...restTeamRoutes(own),
    ...restMemberRoutes(own),
    ...restTokenRoutes(own),
    ...restEventRoutes(own),
  ];
}

/**
 * Tells a provider where the values of a resource are kept. It may be refused while another change
 * is under way; the provider then finds it where it reads the resource.
 */
function tellConfigWith({
  updateResource,
  run,
}: Pick<ReturnType<typeof createUseCases>, 'updateResource'> & Pick<RoutesPorts, 'run'>) {
  return async ({
    configId,
    ...told
  }: Parameters<Parameters<typeof experimentationRoutes>[0]['tellConfig']>[0]) => {
    const experimentation = { edgeConfigId: configId, globalConfigId: configId };
    const begun = await updateResource({
      ...told,
      teamId: teamId.parse(told.teamId),
      change: { protocolSettings: { experimentation } },
      callerKey: null,
    });
    if (begun.ok) await run(begun.value);
  };
}
