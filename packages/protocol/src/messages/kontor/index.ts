import * as agentToken from './agent-token.ts';
import * as approval from './approval.ts';
import * as audit from './audit.ts';
import * as billingDetails from './billing-details.ts';
import * as catalog from './catalog.ts';
import * as commission from './commission.ts';
import * as connection from './connection.ts';
import * as credit from './credit.ts';
import * as deployment from './deployment.ts';
import * as deviceLogin from './device-login.ts';
import * as dispute from './dispute.ts';
import * as environment from './environment.ts';
import * as event from './event.ts';
import * as experimentation from './experimentation.ts';
import * as exported from './export.ts';
import * as guide from './guide.ts';
import * as host from './host.ts';
import * as resourceImport from './import.ts';
import * as installation from './installation.ts';
import * as integration from './integration.ts';
import * as invitation from './invitation.ts';
import * as invoice from './invoice.ts';
import * as invoiceDocument from './invoice-document.ts';
import * as invoiceEvidence from './invoice-evidence.ts';
import * as key from './key.ts';
import * as ledger from './ledger.ts';
import * as linkedAccount from './linked-account.ts';
import * as listing from './listing.ts';
import * as mail from './mail.ts';
import * as operatedTeam from './operated-team.ts';
import * as operating from './operating.ts';
import * as operation from './operation.ts';
import * as passkey from './passkey.ts';
import * as payment from './payment.ts';
import * as planPreview from './plan-preview.ts';
import * as project from './project.ts';
import * as providerCall from './provider-call.ts';
import * as providerCheck from './provider-check.ts';
import * as providerUsage from './provider-usage.ts';
import * as providerView from './provider-view.ts';
import * as provisioning from './provisioning.ts';
import * as purchase from './purchase.ts';
import * as reconciliation from './reconciliation.ts';
import * as resource from './resource.ts';
import * as service from './service.ts';
import * as session from './session.ts';
import * as setting from './setting.ts';
import * as spendLimit from './spend-limit.ts';
import * as sso from './sso.ts';
import * as statePlan from './state-plan.ts';
import * as team from './team.ts';
import * as teamUsage from './team-usage.ts';
import * as testClock from './test-clock.ts';
import * as token from './token.ts';
import * as topUp from './top-up.ts';
import * as transfer from './transfer.ts';
import * as usage from './usage.ts';
import * as variable from './variable.ts';
import * as webhook from './webhook.ts';

export type { AgentToken } from './agent-token.ts';
export type { Approval } from './approval.ts';
export type { AuditEvent, AuditVerification, BrokenLog } from './audit.ts';
export type { BillingDetails } from './billing-details.ts';
export type { Listing, Product } from './catalog.ts';
export type { Collision, Connection, ConnectionPreview } from './connection.ts';
export type { Deployment } from './deployment.ts';
export { type DeviceLogin, deviceCodeGrant } from './device-login.ts';
export type { Dispute } from './dispute.ts';
export type { Environment, EnvironmentValues, VariableSource } from './environment.ts';
export type { Actor, Event } from './event.ts';
export type {
  BookedInvoice,
  ExportedDue,
  ExportedInvoice,
  ExportedLine,
} from './export.ts';
export type {
  Installation,
  InstallationCredential,
  InstallationLifecycle,
} from './installation.ts';
export type { Integration } from './integration.ts';
export type { Invitation } from './invitation.ts';
export type { InvoiceSummary, TeamInvoice } from './invoice.ts';
export type { InvoiceEvidence } from './invoice-evidence.ts';
export type { KeyEncryptionKey, ShownSigningKey } from './key.ts';
export type { LedgerReport, Payout, ShownEntry } from './ledger.ts';
export type {
  ListingChange,
  ListingStanding,
  ListingState,
  OperatedListing,
} from './listing.ts';
export type { Mail } from './mail.ts';
export type { OperatedTeam } from './operated-team.ts';
export type { ProviderHealth, UnfinishedOperation } from './operating.ts';
export type { Operation, OperationKind } from './operation.ts';
export type { Passkey } from './passkey.ts';
export type { Payment, PaymentMethod } from './payment.ts';
export type { PlanPreview } from './plan-preview.ts';
export type { Project } from './project.ts';
export type { ProviderCall } from './provider-call.ts';
export type { ProviderCheck } from './provider-check.ts';
export type { InstallationUse } from './provider-usage.ts';
export type {
  ProviderEntry,
  ProviderInstallation,
  ProviderInvoice,
  ProviderResource,
} from './provider-view.ts';
export type {
  ProvisionedMember,
  ProvisionedProject,
  ProvisionedTeam,
} from './provisioning.ts';
export type { Purchase } from './purchase.ts';
export type { Finding, Reconciliation } from './reconciliation.ts';
export type { Resource, ResourceLifecycle } from './resource.ts';
export type { Service, ServiceToken } from './service.ts';
export type { Session } from './session.ts';
export type { Setting } from './setting.ts';
export type { SpendLimit } from './spend-limit.ts';
export type { StatePlan } from './state-plan.ts';
export type { Member, Team } from './team.ts';
export type {
  InstallationUsage,
  UsageForecast,
  UsageRecord,
  UsageSeries,
} from './team-usage.ts';
export type { TestClockView } from './test-clock.ts';
export type { Grant, Person, Token } from './token.ts';
export type { TopUpRule } from './top-up.ts';
export type { Transfer } from './transfer.ts';
export type { UsageReport } from './usage.ts';
export type { Variable } from './variable.ts';
export type {
  Delivery,
  DeliveryState,
  Redelivery,
  TriedDelivery,
  WebhookReceiver,
} from './webhook.ts';

/**
 * Every endpoint that the host serves beyond the protocol's own, by operation id.
 *
 * Routes, the OpenAPI document and the command line are read from it.
 */
export const kontorEndpoints = {
  getHost: host.getHost,
  listSigningKeys: key.listSigningKeys,
  rotateSigningKey: key.rotateSigningKey,
  listKeyEncryptionKeys: key.listKeyEncryptionKeys,
  addKeyEncryptionKey: key.addKeyEncryptionKey,
  rewrapDataKeys: key.rewrapDataKeys,
  setIntegrationPermissions: host.setIntegrationPermissions,
  getCommission: commission.getCommission,
  setCommission: commission.setCommission,
  listCredits: credit.listCredits,
  grantCredit: credit.grantCredit,
  verifyLedger: ledger.verifyLedger,
  listLedgerEntries: ledger.listLedgerEntries,
  listOpenInvoices: ledger.listOpenInvoices,
  listPayouts: ledger.listPayouts,
  recordPayout: ledger.recordPayout,
  listDisputes: dispute.listDisputes,
  decideDispute: dispute.decideDispute,
  exportInvoicesCsv: exported.exportInvoicesCsv,
  exportInvoicesJson: exported.exportInvoicesJson,
  exportAllInvoicesCsv: exported.exportAllInvoicesCsv,
  exportAllInvoicesJson: exported.exportAllInvoicesJson,
  exportLedgerCsv: exported.exportLedgerCsv,
  exportLedgerJson: exported.exportLedgerJson,
  exportPayoutsCsv: exported.exportPayoutsCsv,
  exportPayoutsJson: exported.exportPayoutsJson,
  checkIntegration: providerCheck.checkIntegration,
  listProviderHealth: operating.listProviderHealth,
  listUnfinishedOperations: operating.listUnfinishedOperations,
  retryOperation: operating.retryOperation,
  giveUpOperation: operating.giveUpOperation,
  startReconciliation: reconciliation.startReconciliation,
  listReconciliations: reconciliation.listReconciliations,
  getReconciliation: reconciliation.getReconciliation,
  listFindings: reconciliation.listFindings,
  repairFinding: reconciliation.repairFinding,
  submitListing: listing.submitListing,
  withdrawListing: listing.withdrawListing,
  listListings: listing.listListings,
  reviewListing: listing.reviewListing,
  listReviewedPlans: listing.listReviewedPlans,
  decideListing: listing.decideListing,
  listOperatedTeams: operatedTeam.listOperatedTeams,
  getOperatedTeam: operatedTeam.getOperatedTeam,
  suspendTeam: operatedTeam.suspendTeam,
  resumeTeam: operatedTeam.resumeTeam,
  listAuditEvents: audit.listAuditEvents,
  listMails: mail.listMails,
  sendMailAgain: mail.sendMailAgain,
  getSettings: setting.getSettings,
  getAuditVerification: audit.getAuditVerification,
  verifyAuditLog: audit.verifyAuditLog,
  listServices: service.listServices,
  createService: service.createService,
  deleteService: service.deleteService,
  listServiceTokens: service.listServiceTokens,
  createServiceToken: service.createServiceToken,
  deleteServiceToken: service.deleteServiceToken,
  listProvisionedTeams: provisioning.listProvisionedTeams,
  putProvisionedTeam: provisioning.putProvisionedTeam,
  deleteProvisionedTeam: provisioning.deleteProvisionedTeam,
  listProvisionedMembers: provisioning.listProvisionedMembers,
  putProvisionedMember: provisioning.putProvisionedMember,
  deleteProvisionedMember: provisioning.deleteProvisionedMember,
  listProvisionedProjects: provisioning.listProvisionedProjects,
  putProvisionedProject: provisioning.putProvisionedProject,
  deleteProvisionedProject: provisioning.deleteProvisionedProject,
  readProvisionedEnvironment: provisioning.readProvisionedEnvironment,
  createDelegatedToken: provisioning.createDelegatedToken,
  listServiceEvents: provisioning.listServiceEvents,
  offerProject: transfer.offerProject,
  offerResource: transfer.offerResource,
  offerInstallation: transfer.offerInstallation,
  listTransfers: transfer.listTransfers,
  withdrawTransfer: transfer.withdrawTransfer,
  getTransfer: transfer.getTransfer,
  acceptTransfer: transfer.acceptTransfer,
  declineTransfer: transfer.declineTransfer,
  getMe: token.getMe,
  listTokens: token.listTokens,
  createToken: token.createToken,
  deleteToken: token.deleteToken,
  listTeamTokens: token.listTeamTokens,
  createTeamToken: token.createTeamToken,
  deleteTeamToken: token.deleteTeamToken,
  beginDeviceLogin: deviceLogin.beginDeviceLogin,
  finishDeviceLogin: deviceLogin.finishDeviceLogin,
  getDeviceLogin: deviceLogin.getDeviceLogin,
  decideDeviceLogin: deviceLogin.decideDeviceLogin,
  listPasskeys: passkey.listPasskeys,
  updatePasskey: passkey.updatePasskey,
  deletePasskey: passkey.deletePasskey,
  listSessions: session.listSessions,
  endSession: session.endSession,
  endOtherSessions: session.endOtherSessions,
  getSignInWays: session.getSignInWays,
  createPasswordReset: session.createPasswordReset,
  listTeams: team.listTeams,
  createTeam: team.createTeam,
  getTeam: team.getTeam,
  updateTeam: team.updateTeam,
  listMembers: team.listMembers,
  addMember: team.addMember,
  updateMember: team.updateMember,
  removeMember: team.removeMember,
  listInvitations: invitation.listInvitations,
  createInvitation: invitation.createInvitation,
  deleteInvitation: invitation.deleteInvitation,
  listProjects: project.listProjects,
  createProject: project.createProject,
  getProject: project.getProject,
  updateProject: project.updateProject,
  deleteProject: project.deleteProject,
  createStatePlan: statePlan.createStatePlan,
  listStatePlans: statePlan.listStatePlans,
  getStatePlan: statePlan.getStatePlan,
  applyStatePlan: statePlan.applyStatePlan,
  exportState: statePlan.exportState,
  listEnvironments: environment.listEnvironments,
  createEnvironment: environment.createEnvironment,
  updateEnvironment: environment.updateEnvironment,
  deleteEnvironment: environment.deleteEnvironment,
  readEnvironment: environment.readEnvironment,
  listEnvironmentVariables: environment.listEnvironmentVariables,
  listEnvironmentVersions: environment.listEnvironmentVersions,
  compareEnvironmentVersions: environment.compareEnvironmentVersions,
  rollBackEnvironment: environment.rollBackEnvironment,
  listVariables: variable.listVariables,
  createVariable: variable.createVariable,
  updateVariable: variable.updateVariable,
  deleteVariable: variable.deleteVariable,
  listCatalog: catalog.listCatalog,
  getListing: catalog.getListing,
  listTeamCatalog: catalog.listTeamCatalog,
  getTeamListing: catalog.getTeamListing,
  getGuide: guide.getGuide,
  listCatalogPlans: catalog.listProductPlans,
  install: installation.install,
  listInstallations: installation.listInstallations,
  getTeamInstallation: installation.getInstallation,
  updateTeamInstallation: installation.updateInstallation,
  uninstall: installation.uninstall,
  renewInstallation: installation.renewInstallation,
  listTeamInstallationPlans: installation.listInstallationPlans,
  linkAccount: linkedAccount.linkAccount,
  configureInstallation: linkedAccount.configureInstallation,
  openImport: resourceImport.openImport,
  createImportLink: resourceImport.createImportLink,
  openInstallation: sso.openInstallation,
  createSsoLink: sso.createSsoLink,
  createResource: resource.createResource,
  listTeamResources: resource.listResources,
  getTeamResource: resource.getResource,
  updateTeamResource: resource.updateResource,
  deleteTeamResource: resource.deleteResource,
  runResourceCommand: resource.runCommand,
  rotateTeamResourceSecrets: resource.rotateSecrets,
  listTeamResourcePlans: resource.listResourcePlans,
  connectResource: connection.connectResource,
  listConnections: connection.listConnections,
  listProjectConnections: connection.listProjectConnections,
  updateConnection: connection.updateConnection,
  disconnectResource: connection.disconnectResource,
  listAgentTokens: agentToken.listAgentTokens,
  createAgentToken: agentToken.createAgentToken,
  getAgentToken: agentToken.getAgentToken,
  deleteAgentToken: agentToken.deleteAgentToken,
  listApprovals: approval.listApprovals,
  getApproval: approval.getApproval,
  approveApproval: approval.approveApproval,
  refuseApproval: approval.refuseApproval,
  announceDeployment: deployment.announceDeployment,
  listDeployments: deployment.listDeployments,
  showDeployment: deployment.showDeployment,
  readDeploymentEnvironment: deployment.readDeploymentEnvironment,
  listDeploymentVariables: deployment.listDeploymentVariables,
  reportDeployment: deployment.reportDeployment,
  removeDeployment: deployment.removeDeployment,
  listOperations: operation.listOperations,
  getOperation: operation.getOperation,
  listEvents: event.listEvents,
  followEvents: event.followEvents,
  verifyEvents: event.verifyEvents,
  listIntegrations: integration.listIntegrations,
  createIntegration: integration.createIntegration,
  getIntegration: integration.getIntegration,
  updateIntegration: integration.updateIntegration,
  putProduct: integration.putProduct,
  checkMetadataSchema: integration.checkMetadataSchema,
  rotateClientSecret: integration.rotateClientSecret,
  listProviderInstallations: providerView.listProviderInstallations,
  getProviderInstallation: providerView.getProviderInstallation,
  listProviderResources: providerView.listProviderResources,
  listProviderUsage: providerView.listProviderUsage,
  getProviderUsage: providerUsage.getProviderUsage,
  listProviderUsageByInstallation: providerUsage.listProviderUsageByInstallation,
  listProviderInvoices: providerView.listProviderInvoices,
  getProviderEarnings: providerView.getProviderEarnings,
  listProviderEntries: providerView.listProviderEntries,
  listProviderCalls: providerCall.listProviderCalls,
  getProviderCall: providerCall.getProviderCall,
  replayProviderCall: providerCall.replayProviderCall,
  createWebhook: webhook.createWebhook,
  deleteWebhook: webhook.deleteWebhook,
  listWebhookReceivers: webhook.listWebhookReceivers,
  listDeliveries: webhook.listDeliveries,
  getDelivery: webhook.getDelivery,
  redeliver: webhook.redeliver,
  redeliverMany: webhook.redeliverMany,
  listRedeliveries: webhook.listRedeliveries,
  getRedelivery: webhook.getRedelivery,
  stopRedelivery: webhook.stopRedelivery,
  sendTestWebhook: webhook.sendTestWebhook,
  listWebhookEvents: webhook.listWebhookEvents,
  listInvoices: invoice.listInvoices,
  getTeamInvoice: invoice.getTeamInvoice,
  settleInvoice: invoice.settleInvoice,
  getInvoiceHtml: invoiceDocument.getInvoiceHtml,
  getInvoicePdf: invoiceDocument.getInvoicePdf,
  getInvoiceEvidence: invoiceEvidence.getInvoiceEvidence,
  getBillingDetails: billingDetails.getBillingDetails,
  updateBillingDetails: billingDetails.updateBillingDetails,
  createTestClock: testClock.createTestClock,
  getTestClock: testClock.getTestClock,
  advanceTestClock: testClock.advanceTestClock,
  removeTestClock: testClock.removeTestClock,
  listPaymentMethods: payment.listPaymentMethods,
  addPaymentMethod: payment.addPaymentMethod,
  changePaymentMethod: payment.changePaymentMethod,
  removePaymentMethod: payment.removePaymentMethod,
  getChosenPaymentMethod: payment.getChosenPaymentMethod,
  choosePaymentMethod: payment.choosePaymentMethod,
  payInvoice: payment.payInvoice,
  listPayments: payment.listPayments,
  listTeamPayments: payment.listTeamPayments,
  previewResourcePlan: planPreview.previewResourcePlan,
  previewInstallationPlan: planPreview.previewInstallationPlan,
  createPurchase: purchase.createPurchase,
  listPurchases: purchase.listPurchases,
  getPurchase: purchase.getPurchase,
  listTopUpRules: topUp.listTopUpRules,
  setTopUpRule: topUp.setTopUpRule,
  removeTopUpRule: topUp.removeTopUpRule,
  listSpendLimits: spendLimit.listSpendLimits,
  setSpendLimit: spendLimit.setSpendLimit,
  removeSpendLimit: spendLimit.removeSpendLimit,
  listUsage: usage.listUsage,
  getTeamUsage: teamUsage.getTeamUsage,
  getUsageSeries: teamUsage.getUsageSeries,
  getUsageForecast: teamUsage.getUsageForecast,
  exportUsage: teamUsage.exportUsage,
  listBalances: usage.listBalances,
  getTeamResourceExperimentation: experimentation.getExperimentation,
  putTeamResourceExperimentation: experimentation.putExperimentation,
  readConfigItems: experimentation.readConfigItems,
  readConfigItem: experimentation.readConfigItem,
  readConfigDigest: experimentation.readConfigDigest,
} as const;
