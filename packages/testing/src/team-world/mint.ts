import {
  approvalId,
  checkId,
  checkRunId,
  connectionId,
  deploymentId,
  environmentId,
  externalResourceId,
  type IdKind,
  idPrefix,
  installationId,
  integrationId,
  invoiceId,
  mintedIdLength,
  operationId,
  paymentId,
  paymentMethodId,
  productId,
  projectId,
  resourceId,
  sharedVariableId,
  statePlanId,
  teamId,
  tokenId,
  userId,
  variableId,
} from '@kontor/protocol/vocabulary';

/** Ids as the host mints them: each once in a process, and each sorting behind the one before. */
export const mint = {
  team: () => teamId.parse(next('team')),
  approval: () => approvalId.parse(next('approval')),
  token: () => tokenId.parse(next('token')),
  user: () => userId.parse(next('user')),
  integration: () => integrationId.parse(next('integration')),
  product: () => productId.parse(next('product')),
  installation: () => installationId.parse(next('installation')),
  resource: () => resourceId.parse(next('resource')),
  /** As a provider would call it. */
  external: () => externalResourceId.parse(`db-${next('resource').slice(-4)}`),
  invoice: () => invoiceId.parse(next('invoice')),
  payment: () => paymentId.parse(next('payment')),
  paymentMethod: () => paymentMethodId.parse(next('paymentMethod')),
  operation: () => operationId.parse(next('operation')),
  project: () => projectId.parse(next('project')),
  environment: () => environmentId.parse(next('environment')),
  connection: () => connectionId.parse(next('connection')),
  check: () => checkId.parse(next('check')),
  checkRun: () => checkRunId.parse(next('checkRun')),
  deployment: () => deploymentId.parse(next('deployment')),
  variable: () => variableId.parse(next('variable')),
  sharedVariable: () => sharedVariableId.parse(next('sharedVariable')),
  statePlan: () => statePlanId.parse(next('statePlan')),
};

let count = 0;

function next(kind: IdKind): string {
  count += 1;
  return idPrefix[kind] + String(count).padStart(mintedIdLength, '0');
}
