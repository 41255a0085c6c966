import {
  type Begun,
  type CatalogReader,
  createAdvanceStatePlan,
  createAnnounce,
  createApplyDuePlan,
  createApplyStatePlan,
  createAuthorisePlan,
  createBuyBalance,
  createChangeCheck,
  createChangeConnection,
  createChangeInvoice,
  createChangeProject,
  createChangeSharedVariables,
  createChangeVariable,
  createCollectInvoice,
  createConnect,
  createCostsOf,
  createCreateCheck,
  createCreateProject,
  createCreditPurchase,
  createDecideApproval,
  createDeleteCheck,
  createDeleteResource,
  createDisconnect,
  createExportDesiredState,
  createForeseeNeeds,
  createForgetGhost,
  createGiveUpOperation,
  createInstall,
  createJudgeDeployment,
  createNoteDispute,
  createNoteLateRotation,
  createNoteSilence,
  createNoteSpending,
  createPermitArrival,
  createPermitCommand,
  createPermitPlan,
  createPlanDesiredState,
  createPreviewPlan,
  createProvision,
  createReconcileInstallation,
  createRefreshInstallation,
  createRefreshResource,
  createRemoveDeployment,
  createRemoveLeftover,
  createRemoveLimit,
  createRemoveProject,
  createRemoveSharedVariables,
  createRemoveVariable,
  createRemoveVariables,
  createRenewInstallation,
  createReportAction,
  createReportDeployment,
  createRotateSecrets,
  createRunOperation,
  createRunPayment,
  createSelectProjects,
  createSetLimit,
  createSettleOverdue,
  createShareVariables,
  createSwitchSyncing,
  createTakeBalances,
  createTakeBillingReport,
  createUninstall,
  createUpdateInstallation,
  createUpdateResource,
  createWriteVariable,
  createWriteVariables,
  type DeclaredActions,
  type Digest,
  deleteResourceHandler,
  installHandler,
  type KnownNames,
  type LookTx,
  type Operation,
  ofChange,
  type PaymentBackEnd,
  type PlanSource,
  type Provider,
  permitted,
  provisionHandler,
  provisionPurchaseHandler,
  type ReconcilePorts,
  type RetrySchedule,
  removeLeftoverHandler,
  renewInstallationHandler,
  rotateSecretsHandler,
  type StateReader,
  type TeamTx,
  type TermsOf,
  type Transact,
  uninstallHandler,
  updateInstallationHandler,
  updateResourceHandler,
  withCosts,
} from '@kontor/core';
import {
  checkId,
  checkRunId,
  connectionId,
  type DeploymentAction,
  deploymentId,
  environmentId,
  installationId,
  invoiceId,
  operationId,
  type ProductDetails,
  paymentMethodId,
  projectId,
  resourceId,
  sharedVariableId,
  statePlanId,
  type TeamId,
  variableId,
} from '@kontor/protocol/vocabulary';
import { mintId, randomText } from './ids.ts';
import type { Sql } from './postgres/sql.ts';

export type UseCasePorts = {
  readonly transact: Transact<TeamTx>;
  readonly look: Transact<LookTx>;
  /** The host's public address. */
  readonly url: string;
  readonly read: Sql;
  readonly catalog: CatalogReader;
  readonly knownNames: (teamId: TeamId) => Promise<KnownNames>;
  readonly digest: Digest;
  /** Moves an operation on, and answers it when it has ended or was waited for long enough. */
  readonly run: (begun: Begun) => Promise<Operation>;
  readonly provider: Provider;
  readonly plans: PlanSource;
  readonly state: StateReader;
  readonly comparing: Pick<ReconcilePorts, 'facts' | 'bills' | 'knownElsewhere'> & {
    readonly isLeftover: Parameters<typeof removeLeftoverHandler>[0]['isLeftover'];
  };
  readonly backEnd: PaymentBackEnd;
  readonly termsOf: TermsOf;
  readonly now: () => Date;
  readonly onBreakdown: (error: unknown, operation: Operation) => void;
  readonly schedule?: RetrySchedule;
};

/** The decisions of core, given everything they need of the world. */
export function createUseCases(ports: UseCasePorts) {
  const { transact, look, catalog, plans, state, now, backEnd, schedule, termsOf } = ports;
  const runPayment = createRunPayment({ transact, backEnd, schedule });
  const declaredActions: DeclaredActions = (teamId, resourceId) =>
    findDeclaredActions(ports.read, teamId, resourceId);
  const authorisePlan = createAuthorisePlan({ transact, backEnd, runPayment });
  const permitPlan = createPermitPlan({ transact, look, catalog, plans, backEnd, authorisePlan });
  const begins = { transact, now, mintOperationId };
  const handlers = handlersFor(ports);
  const costs = createCostsOf({ transact, catalog, plans });
  const resources = {
    install: permitted(
      permitPlan.ofInstall,
      withCosts(costs.ofInstall, createInstall({ ...begins, catalog, mintInstallationId })),
    ),
    provision: permitted(
      permitPlan.ofProvision,
      withCosts(
        costs.ofProvision,
        createProvision({ ...begins, look, catalog, plans, mintResourceId }),
      ),
    ),
    updateResource: permitted(
      permitPlan.ofResource,
      withCosts(ofChange(costs), createUpdateResource({ ...begins, catalog })),
    ),
    deleteResource: createDeleteResource(begins),
  };
  return {
    ...resources,
    updateInstallation: permitted(
      permitPlan.ofInstallation,
      withCosts(costs.ofInstallation, createUpdateInstallation(begins)),
    ),
    decideApproval: createDecideApproval({
      ...{ transact, now, mintInvoiceId, backEnd, runPayment, handlers, costs, permitPlan },
      invoiceTermsOf: termsOf,
    }),
    previewPlan: createPreviewPlan({ transact, plans, backEnd }),
    renewInstallation: createRenewInstallation(begins),
    uninstall: createUninstall(begins),
    permitArrival: createPermitArrival({ transact, backEnd }),
    selectProjects: createSelectProjects({ transact, now }),
    applyDuePlan: createApplyDuePlan(transact, now),
    noteLateRotation: createNoteLateRotation(transact, now),
    permitCommand: createPermitCommand({ transact, catalog, now }),
    rotateSecrets: createRotateSecrets({ ...begins, catalog }),
    connect: createConnect({ transact, now, mintConnectionId, declaredActions }),
    changeConnection: createChangeConnection({ transact, now, declaredActions }),
    disconnect: createDisconnect({ transact, now }),
    planDesiredState: createPlanDesiredState({ ...ports, mintStatePlanId }),
    applyStatePlan: createApplyStatePlan(ports),
    exportDesiredState: createExportDesiredState(ports),
    foreseeNeeds: createForeseeNeeds(ports),
    advanceStatePlan: createAdvanceStatePlan({
      ...ports,
      ...resources,
      declaredActions,
      mintConnectionId,
      mintEnvironmentId,
      mintProjectId,
      mintSharedVariableId,
      mintVariableId,
    }),
    createProject: createCreateProject({ transact, now, mintProjectId, mintVariableId }),
    changeProject: createChangeProject({ transact, now }),
    removeProject: createRemoveProject(transact, now),
    writeVariables: createWriteVariables({ transact, now, mintVariableId }),
    removeVariables: createRemoveVariables(transact),
    shareVariables: createShareVariables({ transact, now, mintSharedVariableId }),
    changeSharedVariables: createChangeSharedVariables({ transact, now }),
    removeSharedVariables: createRemoveSharedVariables(transact),
    writeVariable: createWriteVariable({ transact, now, mintVariableId }),
    changeVariable: createChangeVariable({ transact, now }),
    announce: createAnnounce({ transact, now, mintDeploymentId, mintCheckRunId }),
    createCheck: createCreateCheck(transact, { now, mintCheckId }),
    changeCheck: createChangeCheck(transact, now),
    deleteCheck: createDeleteCheck(transact, now),
    judge: createJudgeDeployment({ transact, now, mintCheckId, mintCheckRunId }),
    reportAction: createReportAction(transact, now),
    settleOverdue: createSettleOverdue(transact, now),
    reportDeployment: createReportDeployment(transact, now),
    removeDeployment: createRemoveDeployment(transact, now),
    removeVariable: createRemoveVariable(transact),
    switchSyncing: createSwitchSyncing({
      transact,
      catalog,
      mintConfig: () => ({
        id: `ecfg_${randomText(24)}`,
        tokenId: mintId('token'),
        token: randomText(43),
      }),
      connectionTo: (id, token) => new URL(`/edge-config/${id}?token=${token}`, ports.url).href,
    }),
    takeBillingReport: createTakeBillingReport(transact),
    noteSilence: createNoteSilence(transact),
    noteSpending: createNoteSpending(transact),
    setLimit: createSetLimit(transact),
    removeLimit: createRemoveLimit(transact),
    changeInvoice: createChangeInvoice(transact),
    runPayment,
    noteDispute: createNoteDispute(transact),
    collectInvoice: createCollectInvoice({ transact, backEnd, runPayment }),
    buyBalance: createBuyBalance({ transact, now, mintInvoiceId, termsOf, backEnd, runPayment }),
    creditPurchase: createCreditPurchase(begins),
    takeBalances: createTakeBalances({ transact, mintInvoiceId, termsOf }),
    refreshResource: createRefreshResource({ state, transact, now }),
    refreshInstallation: createRefreshInstallation({ state, transact, now }),
    reconcileInstallation: createReconcileInstallation({ ...ports.comparing, state, now }),
    forgetGhost: createForgetGhost({ state, transact, now }),
    removeLeftover: createRemoveLeftover(begins),
    giveUpOperation: createGiveUpOperation({ transact, now, handlers }),
    runOperation: createRunOperation({
      transact,
      now,
      handlers,
      onBreakdown: ports.onBreakdown,
      ...(ports.schedule === undefined ? {} : { schedule: ports.schedule }),
    }),
  };
}

/** What the product of a resource can do for deployments. */
async function findDeclaredActions(
  read: Sql,
  ...place: Parameters<DeclaredActions>
): Promise<readonly DeploymentAction[]> {
  const [row] = await read<{ details: ProductDetails }>(
    `select p.details from resource r join product p on p.product_id = r.product_id
     where r.team_id = $1 and r.resource_id = $2`,
    place,
  );
  return row?.details.deploymentActions ?? [];
}

function handlersFor({ provider, transact, now, read, termsOf, comparing }: UseCasePorts) {
  return {
    install: installHandler({ provider, now }),
    'update-installation': updateInstallationHandler({ provider, now }),
    'renew-installation': renewInstallationHandler({ provider, now }),
    uninstall: uninstallHandler({ provider, now }),
    provision: provisionHandler({
      provider,
      now,
      knownExternalIds: (operation) => knownExternalIds(read, operation),
      needsOwnPlan: (operation) => needsOwnPlan(read, operation),
    }),
    'update-resource': updateResourceHandler({ provider, now }),
    'delete-resource': deleteResourceHandler({ provider, now }),
    'provision-purchase': provisionPurchaseHandler({
      provider,
      now,
      mintInvoiceId,
      termsOf,
    }),
    'rotate-secrets': rotateSecretsHandler({ provider, transact, now }),
    'remove-leftover': removeLeftoverHandler({ provider, isLeftover: comparing.isLeftover }),
  };
}

/** Also those of resources that are gone: whatever was ever known is not an operation's leftover. */
async function knownExternalIds(
  read: Sql,
  { teamId, installationId: installation }: Operation,
): Promise<ReadonlySet<string>> {
  const rows = await read<{ external_id: string }>(
    `select external_id from resource
     where team_id = $1 and installation_id = $2 and external_id is not null`,
    [teamId, installation],
  );
  return new Set(rows.map((row) => row.external_id));
}

/** Where an integration bills installations as a whole, or this one has a plan already, its resources need none. */
async function needsOwnPlan(
  read: Sql,
  { teamId, installationId: installation }: Operation,
): Promise<boolean> {
  const [row] = await read<{ needs_own: boolean }>(
    `select i.billing_plan is null and not g.bills_per_installation as needs_own
     from installation i join integration g on g.integration_id = i.integration_id
     where i.team_id = $1 and i.installation_id = $2`,
    [teamId, installation],
  );
  return row?.needs_own ?? false;
}

function mintOperationId() {
  return operationId.parse(mintId('operation'));
}

function mintInstallationId() {
  return installationId.parse(mintId('installation'));
}

export function mintResourceId() {
  return resourceId.parse(mintId('resource'));
}

function mintProjectId() {
  return projectId.parse(mintId('project'));
}

export function mintInvoiceId() {
  return invoiceId.parse(mintId('invoice'));
}

export function mintPaymentMethodId() {
  return paymentMethodId.parse(mintId('paymentMethod'));
}

function mintConnectionId() {
  return connectionId.parse(mintId('connection'));
}

function mintCheckId() {
  return checkId.parse(mintId('check'));
}

function mintCheckRunId() {
  return checkRunId.parse(mintId('checkRun'));
}

function mintDeploymentId() {
  return deploymentId.parse(mintId('deployment'));
}

function mintEnvironmentId() {
  return environmentId.parse(mintId('environment'));
}

function mintSharedVariableId() {
  return sharedVariableId.parse(mintId('sharedVariable'));
}

function mintStatePlanId() {
  return statePlanId.parse(mintId('statePlan'));
}

function mintVariableId() {
  return variableId.parse(mintId('variable'));
}
