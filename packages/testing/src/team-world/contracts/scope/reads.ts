import type { TeamTx } from '@kontor/core';
import { builtAt } from '../../built-at.ts';
import { mint } from '../../mint.ts';
import type { Tries } from './tries.ts';

/** What only looks: it finds what is of its own team. */
export const reads = {
  installations: {
    find: (tx, { installation }) => tx.installations.find(installation.id),
    lock: (tx, { installation }) => tx.installations.lock(installation.id),
    hold: (tx, { installation }) => tx.installations.hold(installation.id),
    findCurrent: (tx, { installation }) =>
      tx.installations.findCurrent(installation.integrationId, installation.kind),
  },
  resources: {
    find: (tx, { resource }) => tx.resources.find(resource.id),
    lock: (tx, { resource }) => tx.resources.lock(resource.id),
    hold: (tx, { resource }) => tx.resources.hold(resource.id),
    findExternal: (tx, { resource }) =>
      tx.resources.findExternal(resource.installationId, resource.externalId ?? mint.external()),
    listOf: (tx, { installation }) => tx.resources.listOf(installation.id),
  },
  syncedConfigs: { find: (tx, { resource }) => tx.syncedConfigs.find(resource.id) },
  keysets: { find: (tx, { resource }) => tx.keysets.find(resource.id) },
  operations: {
    find: (tx, { operation }) => tx.operations.find(operation.id),
    lock: (tx, { operation }) => tx.operations.lock(operation.id),
    findByCallerKey: (tx, { operation }) =>
      tx.operations.findByCallerKey(operation.callerKey ?? 'none'),
    findRunning: async (tx, { resource, installation }) => [
      await tx.operations.findRunning({ resourceId: resource.id }),
      await tx.operations.findRunning({ installationId: installation.id }),
    ],
    findRunningWithin: (tx, { installation }) => tx.operations.findRunningWithin(installation.id),
  },
  invoices: {
    find: (tx, { invoice }) => tx.invoices.find(invoice.id),
    lock: (tx, { invoice }) => tx.invoices.lock(invoice.id),
    lockCarried: (tx, { installation }) => tx.invoices.lockCarried(installation.id),
    lockCollected: (tx, { invoice }) => tx.invoices.lockCollected(invoice.id),
    countOpen: (tx, { installation }) => tx.invoices.countOpen(installation.id),
    isExternalIdTaken: (tx, { installation, invoice }) =>
      tx.invoices.isExternalIdTaken(installation.id, invoice.externalId ?? 'none'),
    billed: (tx, { installation, invoice }) => tx.invoices.billed(installation.id, invoice.period),
    resourcesNamed: async (tx, { installation, resource }) => [
      ...(await tx.invoices.resourcesNamed(installation.id, [resource.externalId ?? 'none'])),
    ],
    plansOf: (tx, { installation }) => tx.invoices.plansOf(installation.id),
  },
  ledger: {
    balance: (tx, { installation }) =>
      tx.ledger.balance({ kind: 'receivable', of: installation.id }),
    lockBalance: (tx, { installation }) =>
      tx.ledger.lockBalance({ kind: 'receivable', of: installation.id }),
    entriesOf: (tx, { invoice }) => tx.ledger.entriesOf({ kind: 'invoice', id: invoice.id }),
  },
  payments: {
    find: (tx, { payment }) => tx.payments.find(payment.id),
    lock: (tx, { payment }) => tx.payments.lock(payment.id),
    underWay: (tx, { invoice }) => tx.payments.underWay(invoice.id),
    chargeOf: (tx, { invoice }) => tx.payments.chargeOf(invoice.id),
    authorisationOf: (tx, { installation, authorisation }) =>
      tx.payments.authorisationOf({
        installationId: installation.id,
        billingPlanId: authorisation.billingPlanId ?? '',
        callerKey: null,
      }),
  },
  paymentMethods: {
    find: (tx, { method }) => tx.paymentMethods.find(method.id),
    list: async (tx, { method }) =>
      (await tx.paymentMethods.list()).filter(({ id }) => id === method.id),
    payingFor: (tx, { installation }) => tx.paymentMethods.payingFor(installation.id),
    usedBy: (tx, { method }) => tx.paymentMethods.usedBy(method.id),
  },
  purchases: {
    find: (tx, { invoice }) => tx.purchases.find(invoice.id),
    lock: (tx, { invoice }) => tx.purchases.lock(invoice.id),
    findByCallerKey: (tx, { operation }) =>
      tx.purchases.findByCallerKey(operation.callerKey ?? 'none'),
    boughtAutomatically: (tx, { installation, invoice: { createdAt } }) =>
      tx.purchases.boughtAutomatically(
        { installationId: installation.id, resourceId: null },
        { start: createdAt, end: new Date(createdAt.getTime() + 1) },
      ),
  },
  thresholds: {
    lock: (tx, { installation }) => tx.thresholds.lock(installation.id, [null]),
    lockOne: (tx, { installation }) => tx.thresholds.lockOne(installation.id, null),
  },
  spendLimits: {
    list: (tx) => tx.spendLimits.list(),
    lockHard: (tx) => tx.spendLimits.lockHard(),
    hasSubject: (tx, { resource }) =>
      tx.spendLimits.hasSubject({ kind: 'resource', subjectId: resource.id }),
    spendings: (tx, { invoice: { invoiceDate } }) =>
      tx.spendLimits.spendings({
        start: invoiceDate,
        end: new Date(invoiceDate.getTime() + 1),
      }),
  },
  mandates: {
    find: (tx, { mandate }) => tx.mandates.find(mandate.tokenId),
    lock: (tx, { mandate }) => tx.mandates.lock(mandate.tokenId),
    spending: (tx, { mandate }) => tx.mandates.spending(mandate.tokenId, builtAt),
  },
  approvals: {
    find: (tx, { approval }) => tx.approvals.find(approval.id),
    lock: (tx, { approval }) => tx.approvals.lock(approval.id),
    ofOperation: (tx, { operation }) => tx.approvals.ofOperation(operation.id),
    findByCallerKey: (tx, { purchased }) =>
      tx.approvals.findByCallerKey(purchased.purchase?.callerKey ?? 'none'),
    countPending: (tx, { mandate }) => tx.approvals.countPending(mandate.tokenId),
  },
  connections: {
    find: (tx, { resource, connection }) => tx.connections.find(resource.id, connection.id),
    listOf: (tx, { resource }) => tx.connections.listOf(resource.id),
    actingOn: (tx, { project }) => tx.connections.actingOn(project.id),
  },
  projects: {
    lock: (tx, { project }) => tx.projects.lock([project.id]),
    lockNamed: async (tx, { project }) => [
      await tx.projects.lockNamed(project.id),
      await tx.projects.lockNamed(project.name),
    ],
    customEnvironments: (tx, { project }) => tx.projects.customEnvironments(project.id),
    inputs: (tx, { project }) => tx.projects.inputs(project.id),
  },
  variables: {
    find: (tx, { project, variable }) => tx.variables.find(project.id, variable.variableId),
  },
  sharedVariables: {
    lock: (tx, { shared }) => tx.sharedVariables.lock([shared.sharedVariableId]),
    find: (tx, { project, shared: { name, sharedVariableId } }) =>
      tx.sharedVariables.find({ names: [name], ids: [sharedVariableId], projectId: project.id }),
  },
  customEnvironments: {
    list: (tx, { project }) => tx.customEnvironments.list(project.id),
  },
  environments: {
    compiled: async (tx, { project }) => [...(await tx.environments.compiled(project.id))].sort(),
    projectsOf: (tx, { resource }) => tx.environments.projectsOf(resource.id),
    contents: (tx, { project }) =>
      tx.environments.contents({ projectId: project.id, environment: 'production' }, 1),
    served: (tx, { project }) =>
      tx.environments.served({ projectId: project.id, environment: 'production' }),
  },
  deployments: {
    lock: (tx, { deployment }) => tx.deployments.lock(deployment.id),
    findExternal: (tx, { deployment }) =>
      tx.deployments.findExternal(deployment.projectId, deployment.externalId ?? 'none'),
    standing: (tx, { project }) => tx.deployments.standing(project.id),
    outcomes: (tx, { deployment }) => tx.deployments.outcomes(deployment.id),
  },
  checks: {
    find: (tx, { project, check }) => tx.checks.find(project.id, check.id),
    inForce: (tx, { project }) => tx.checks.inForce(project.id),
  },
  statePlans: {
    find: (tx, { statePlan }) => tx.statePlans.find(statePlan.id),
    lock: (tx, { statePlan }) => tx.statePlans.lock(statePlan.id),
    content: (tx, { statePlan }) => tx.statePlans.content(statePlan.id),
    lockFile: (tx, { statePlan }) => tx.statePlans.lockFile(statePlan.project),
    made: (tx, { project }) => tx.statePlans.made(project.id),
    resources: (tx, { resource }) =>
      tx.statePlans.resources({ names: [resource.name], ids: [resource.id], projectId: null }),
    connections: (tx, { project }) => tx.statePlans.connections(project.id),
    projects: (tx, { project }) =>
      tx.statePlans.projects({ names: [project.name], ids: [project.id] }),
  },
} satisfies { readonly [Store in keyof TeamTx]?: Partial<Tries[Store]> };
