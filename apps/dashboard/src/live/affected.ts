import type { EndpointId } from '../api/call.ts';

const content: readonly EndpointId[] = [
  'listEnvironments',
  'listEnvironmentVariables',
  'listEnvironmentVersions',
  'listVariables',
];
const connections: readonly EndpointId[] = [
  'listConnections',
  'listProjectConnections',
  ...content,
];

/**
 * What is read again when something happened, by the noun that the event's type begins with. Answers
 * that the host has to ask a provider for are not among them.
 */
const affected: Readonly<Record<string, readonly EndpointId[]>> = {
  project: ['listProjects', 'getProject', 'listConnections', 'listTransfers'],
  'state-plan': ['listStatePlans', 'getStatePlan'],
  transfer: ['listTransfers'],
  environment: connections,
  variable: content,
  'shared-variable': content,
  connection: connections,
  deployment: ['listDeployments', 'showDeployment', 'listDeploymentVariables'],
  resource: ['listTeamResources', 'getTeamResource', 'listTransfers', ...connections],
  installation: [
    'listInstallations',
    'getTeamInstallation',
    'listTeamResources',
    'getTeamResource',
    'listTransfers',
  ],
  integration: ['listIntegrations', 'getIntegration'],
  product: ['listIntegrations', 'getIntegration'],
  listing: ['listIntegrations', 'getIntegration'],
  import: ['listTeamResources', 'listInstallations'],
  purchase: [
    ...([
      'listBalances',
      'listPurchases',
      'getPurchase',
      'listInvoices',
      'getTeamInvoice',
    ] as const),
    ...(['listTopUpRules', 'listSpendLimits'] as const),
  ],
  credit: ['listCredits'],
  payment: ['listPayments', 'getTeamInvoice'],
  billing: ['listBalances', 'listTopUpRules', 'listSpendLimits'],
  'top-up': ['listTopUpRules'],
  'spend-limit': ['listSpendLimits'],
  spend: ['listSpendLimits'],
  invoice: ['listInvoices', 'getTeamInvoice', 'listPayments', 'listSpendLimits'],
  'payment-method': ['listPaymentMethods', 'getChosenPaymentMethod'],
  'test-clock': ['getMe', 'getTestClock', 'listInvoices'],
  usage: ['getTeamUsage', 'getUsageSeries', 'getUsageForecast', 'listSpendLimits'],
  team: ['getMe', 'getTeam', 'getBillingDetails'],
  member: ['getMe', 'listMembers', 'listInvitations'],
  token: ['listTeamTokens', 'listAgentTokens'],
  approval: ['listApprovals', 'getApproval', 'listAgentTokens'],
  webhook: ['listWebhookReceivers', 'listDeliveries', 'listRedeliveries'],
};

/** What is read again whatever happened: the log itself, and what is under way. */
const always: readonly EndpointId[] = ['listEvents', 'listOperations', 'getOperation'];

/** The reads that are not true any more after an event of this type. */
export function affectedBy(type: string): readonly EndpointId[] {
  const [noun = ''] = type.split('.');
  return [...always, ...(affected[noun] ?? [])];
}

/** Every read that an event can make untrue. */
export const allAffected: readonly EndpointId[] = [
  ...new Set([...always, ...Object.values(affected).flat()]),
];
