import * as z from 'zod';

/**
 * What each kind of id begins with, so that an id found in a log says what it names.
 *
 * The host mints the prefix and {@link mintedIdLength} characters of `[0-9A-Za-z]`.
 */
export const idPrefix = {
  installation: 'icfg_',
  integration: 'oac_',
  product: 'iap_',
  resource: 'store_',
  team: 'team_',
  project: 'prj_',
  environment: 'env_',
  check: 'chk_',
  checkRun: 'ckr_',
  connection: 'con_',
  deployment: 'dpl_',
  operation: 'op_',
  event: 'evt_',
  token: 'tok_',
  service: 'svc_',
  variable: 'var_',
  sharedVariable: 'shv_',
  invoice: 'inv_',
  ledgerEntry: 'led_',
  credit: 'crd_',
  payout: 'pyt_',
  payment: 'pay_',
  paymentMethod: 'pmt_',
  user: 'usr_',
  webhook: 'hook_',
  delivery: 'dlv_',
  redelivery: 'rdl_',
  transfer: 'xfr_',
  statePlan: 'spl_',
  approval: 'apr_',
  reconciliation: 'rcn_',
  finding: 'fnd_',
} as const;
export type IdKind = keyof typeof idPrefix;

/** Characters after the prefix in every id that the host mints. */
export const mintedIdLength = 24;

/** One team's link to one integration; also read in the shorter forms other hosts use. @see spec/platform-api.md §1.8 */
export const installationId = idLike(/^icfg_[A-Za-z0-9]+$/).brand<'InstallationId'>();
export type InstallationId = z.infer<typeof installationId>;

/** An integration, which is also its OAuth client id and the audience of its tokens. @see spec/partner-api.md §1 */
export const integrationId = idLike(/^oac_[A-Za-z0-9]+$/).brand<'IntegrationId'>();
export type IntegrationId = z.infer<typeof integrationId>;

/** A product, as the host names it; providers know it by its slug. @see spec/platform-api.md §1.8 */
export const productId = idLike(/^iap_[A-Za-z0-9_]+$/).brand<'ProductId'>();
export type ProductId = z.infer<typeof productId>;

/** A resource, as the host names it. */
export const resourceId = minted('resource').brand<'ResourceId'>();
export type ResourceId = z.infer<typeof resourceId>;

/** A resource, as its provider names it: any text, so percent-encode it in a path. @see spec/partner-api.md §1 */
export const externalResourceId = z.string().min(1).max(1024).brand<'ExternalResourceId'>();
export type ExternalResourceId = z.infer<typeof externalResourceId>;

export const teamId = minted('team').brand<'TeamId'>();
export type TeamId = z.infer<typeof teamId>;

export const projectId = minted('project').brand<'ProjectId'>();
export type ProjectId = z.infer<typeof projectId>;

/** An environment beyond the three built-in ones. */
export const environmentId = minted('environment').brand<'EnvironmentId'>();
export type EnvironmentId = z.infer<typeof environmentId>;

/** The link of one resource to one project. */
export const connectionId = minted('connection').brand<'ConnectionId'>();
export type ConnectionId = z.infer<typeof connectionId>;

/** One building and publishing of a project, as a platform announced it. @see spec/platform-api.md §1.8 */
export const deploymentId = minted('deployment').brand<'DeploymentId'>();
export type DeploymentId = z.infer<typeof deploymentId>;

/** Something that judges deployments, or one judging in the older form. @see spec/checks.md */
export const checkId = minted('check').brand<'CheckId'>();
export type CheckId = z.infer<typeof checkId>;

/** One judging of one deployment. @see spec/checks.md */
export const checkRunId = minted('checkRun').brand<'CheckRunId'>();
export type CheckRunId = z.infer<typeof checkRunId>;

/** A durable change that needs the provider. */
export const operationId = minted('operation').brand<'OperationId'>();
export type OperationId = z.infer<typeof operationId>;

/** An entry of the event log. */
export const eventId = minted('event').brand<'EventId'>();
export type EventId = z.infer<typeof eventId>;

/** A token's row; never the token itself. */
export const tokenId = minted('token').brand<'TokenId'>();
export type TokenId = z.infer<typeof tokenId>;

/** A platform that calls the host as a service. */
export const serviceId = minted('service').brand<'ServiceId'>();
export type ServiceId = z.infer<typeof serviceId>;

/** A variable that a team wrote by hand. */
export const variableId = minted('variable').brand<'VariableId'>();
export type VariableId = z.infer<typeof variableId>;

/** A variable that a team wrote once, for several of its projects. */
export const sharedVariableId = minted('sharedVariable').brand<'SharedVariableId'>();
export type SharedVariableId = z.infer<typeof sharedVariableId>;

/** What a provider bills a team for. */
export const invoiceId = minted('invoice').brand<'InvoiceId'>();
export type InvoiceId = z.infer<typeof invoiceId>;

/** One try to move money for an invoice, or to test a payment method. */
export const paymentId = minted('payment').brand<'PaymentId'>();
export type PaymentId = z.infer<typeof paymentId>;

/** What a team pays with. */
export const paymentMethodId = minted('paymentMethod').brand<'PaymentMethodId'>();
export type PaymentMethodId = z.infer<typeof paymentMethodId>;

export const userId = minted('user').brand<'UserId'>();
export type UserId = z.infer<typeof userId>;

/** A webhook that a team has made. */
export const webhookId = minted('webhook').brand<'WebhookId'>();
export type WebhookId = z.infer<typeof webhookId>;

/** One webhook to one receiver, in all its attempts. */
export const deliveryId = minted('delivery').brand<'DeliveryId'>();
export type DeliveryId = z.infer<typeof deliveryId>;

/** Sending deliveries of a span of time to one receiver again. */
export const redeliveryId = minted('redelivery').brand<'RedeliveryId'>();
export type RedeliveryId = z.infer<typeof redeliveryId>;

/** Something that is handed over to another team; never the code that takes it over. */
export const transferId = minted('transfer').brand<'TransferId'>();
export type TransferId = z.infer<typeof transferId>;

/** What would be done to reach a desired state. */
export const statePlanId = minted('statePlan').brand<'StatePlanId'>();
export type StatePlanId = z.infer<typeof statePlanId>;

/** What waits for a person's word before an agent does it. */
export const approvalId = minted('approval').brand<'ApprovalId'>();
export type ApprovalId = z.infer<typeof approvalId>;

/** One comparison of host, providers and bills. */
export const reconciliationId = minted('reconciliation').brand<'ReconciliationId'>();
export type ReconciliationId = z.infer<typeof reconciliationId>;

/** Something in which they do not agree. */
export const findingId = minted('finding').brand<'FindingId'>();
export type FindingId = z.infer<typeof findingId>;

function minted(kind: IdKind) {
  return z.string().regex(new RegExp(`^${idPrefix[kind]}[0-9A-Za-z]{${mintedIdLength}}$`));
}

function idLike(pattern: RegExp) {
  return z.string().max(128).regex(pattern);
}
