import type { TeamTx } from '@kontor/core';
import { builtAt } from '../../built-at.ts';
import { newEntry, newPurchase } from '../../new-money.ts';
import { chargeOf, contentOf, limitOf, standing, stolenEnvironment, threshold } from './made-up.ts';
import type { reads } from './reads.ts';
import type { Tries } from './tries.ts';

const reportDates = {
  timestamp: new Date(),
  eod: new Date(),
  period: { start: new Date(0), end: new Date() },
};

/** What changes something, or holds it: it reaches what is of its own team. */
export const writes = {
  // nothing is named, so there is nobody else's to reach
  clock: { now: (tx) => tx.clock.now() },
  testClocks: {
    find: (tx) => tx.testClocks.find(),
    lock: (tx) => tx.testClocks.lock(),
    hasInstalled: (tx) => tx.testClocks.hasInstalled(),
    insert: (tx) => tx.testClocks.insert({ now: new Date(), createdAt: new Date(), run: null }),
    save: (tx) => tx.testClocks.save({ now: new Date(), createdAt: new Date(), run: null }),
    remove: (tx) => tx.testClocks.remove(),
  },
  installations: {
    insert: (tx, { installation }) => tx.installations.insert(installation),
    save: (tx, { installation }) =>
      tx.installations.save({ ...installation, lifecycle: 'uninstalled' }),
  },
  credentials: {
    issue: (tx, { installation: { id, integrationId } }) =>
      tx.credentials.issue({ installationId: id, integrationId }),
  },
  resources: {
    insert: (tx, { resource }) => tx.resources.insert(resource),
    save: (tx, { resource }) => tx.resources.save({ ...resource, name: 'stolen' }),
    saveUnderName: (tx, { resource }) =>
      tx.resources.saveUnderName({ ...resource, status: 'suspended' }),
  },
  syncedConfigs: {
    save: (tx, { resource }) =>
      tx.syncedConfigs.save(
        { resourceId: resource.id, id: 'ecfg_stolen', tokenId: 'tok_stolen', isSyncing: false },
        null,
      ),
  },
  keysets: {
    save: (tx, { resource }) => tx.keysets.save(resource.id, { secrets: [] }),
    remove: (tx, { resource }) => tx.keysets.remove(resource.id),
  },
  operations: {
    insert: (tx, { operation }) => tx.operations.insert(operation),
    resume: (tx, { operation }) => tx.operations.resume({ ...operation, attempts: 9 }),
    save: (tx, { operation }) => tx.operations.save({ ...operation, status: 'failed' }),
    saveLast: async (tx, { operation }) =>
      tx.operations.saveLast({ ...operation, status: 'failed' }),
  },
  invoices: {
    insert: (tx, { invoice }) => tx.invoices.insert(invoice, []),
    save: (tx, { invoice }) => tx.invoices.save({ ...invoice, state: 'paid' }),
    takeNumber: (tx) => tx.invoices.takeNumber(2026),
  },
  ledger: {
    post: (tx, { installation, invoice }) => tx.ledger.post(newEntry(installation, invoice)),
  },
  payments: {
    nextId: async (tx) => tx.payments.nextId(),
    insert: (tx, { payment }) => tx.payments.insert(payment),
    save: (tx, { payment }) => tx.payments.save({ ...payment, status: 'failed' }),
  },
  paymentMethods: {
    // nothing is named, so there is nobody else's to reach
    customer: (tx) => tx.paymentMethods.customer('test'),
    insert: (tx, { method }) => tx.paymentMethods.insert(method),
    makeDefault: (tx, { method }) => tx.paymentMethods.makeDefault(method.id),
    choose: (tx, { installation, method }) => tx.paymentMethods.choose(installation.id, method.id),
    remove: (tx, { method }) => tx.paymentMethods.remove(method.id, builtAt),
  },
  connections: {
    insert: (tx, { connection }) => tx.connections.insert(connection),
    save: (tx, { connection }) => tx.connections.save({ ...connection, prefix: 'STOLEN' }),
    remove: (tx, { connection }) => tx.connections.remove(connection.id),
    removeAll: (tx, { resource }) => tx.connections.removeAll(resource.id),
    removeFrom: (tx, { project }) => tx.connections.removeFrom(project.id),
  },
  projects: {
    insert: (tx, { project }) => tx.projects.insert(project),
    save: (tx, { project }) => tx.projects.save({ ...project, name: 'stolen' }),
    remove: (tx, { project }) => tx.projects.remove(project.id),
  },
  variables: {
    save: (tx, { project, variable }) =>
      tx.variables.save(
        project.id,
        { ...variable, value: 'stolen' },
        { at: new Date(), by: 'a thief' },
      ),
    remove: (tx, { project, variable }) => tx.variables.remove(project.id, variable.variableId),
  },
  sharedVariables: {
    save: (tx, { shared }) =>
      tx.sharedVariables.save({ ...shared, value: 'stolen' }, { at: new Date(), by: 'a thief' }),
    remove: (tx, { shared }) => tx.sharedVariables.remove(shared.sharedVariableId),
  },
  customEnvironments: {
    save: (tx, { project }) => tx.customEnvironments.save(project.id, stolenEnvironment()),
    remove: async (tx, { project }) => {
      for (const each of project.customEnvironments) {
        await tx.customEnvironments.remove(project.id, each, { keepsVariables: false });
      }
    },
  },
  environments: {
    publish: (tx, { project }) =>
      tx.environments.publish({ projectId: project.id, environment: 'production' }, [], {
        cause: 'stolen',
      }),
    retire: (tx, { project }) =>
      tx.environments.retire({ projectId: project.id, environment: 'production' }),
    defer: (tx, { project }) => tx.environments.defer([project.id], { cause: 'stolen' }),
    settle: (tx, { project }) => tx.environments.settle(project.id),
  },
  deployments: {
    insert: (tx, { deployment }) => tx.deployments.insert(deployment),
    save: (tx, { deployment }) => tx.deployments.save({ ...deployment, url: 'stolen' }),
    putOutcome: (tx, { deployment, resource }) =>
      tx.deployments.putOutcome(deployment.id, {
        resourceId: resource.id,
        action: 'branch',
        variables: [],
      }),
    forgetOutcomes: (tx, { deployment }) => tx.deployments.forgetOutcomes(deployment.id),
  },
  checks: { save: (tx, { check }) => tx.checks.save({ ...check, name: 'stolen' }) },
  balances: {
    take: (tx, { installation }) =>
      tx.balances.take(installation.id, [{ currencyValueInCents: 1 }], new Date()),
  },
  billingReports: {
    add: (tx, { installation }) =>
      tx.billingReports.add(
        installation.id,
        { ...reportDates, items: [], discounts: [], usage: [] },
        new Date(),
      ),
    unknownAmong: (tx, { installation }) =>
      tx.billingReports.unknownAmong(installation.id, new Set(['db-none'])),
    reporting: (tx, { installation }) => tx.billingReports.reporting(installation.id),
    lockReporting: (tx, { installation }) => tx.billingReports.lockReporting(installation.id),
    saveReporting: (tx, { installation }) =>
      tx.billingReports.saveReporting(installation.id, { lastAt: new Date(), silentSince: null }),
  },
  purchases: {
    insert: (tx, { invoice }) => tx.purchases.insert(newPurchase(invoice)),
    save: (tx, { invoice }) => tx.purchases.save({ ...newPurchase(invoice), state: 'cancelled' }),
  },
  thresholds: {
    set: (tx, { installation }) =>
      tx.thresholds.set(installation.id, { ...threshold, purchaseAmountInCents: 1, at: builtAt }),
    save: async (tx, { installation }) =>
      tx.thresholds.save(installation.id, { ...standing, isArmed: false }),
  },
  spendLimits: {
    save: (tx, { resource }) => tx.spendLimits.save({ ...limitOf(resource), amount: '1' }, builtAt),
    remove: (tx, { resource }) => tx.spendLimits.remove(limitOf(resource)),
    noteWarning: (tx, { resource }) =>
      tx.spendLimits.noteWarning(limitOf(resource), { month: builtAt, share: 50, at: builtAt }),
  },
  mandates: {
    insert: (tx, { mandate }) => tx.mandates.insert({ ...mandate, agent: 'thief' }),
    charge: (tx, { mandate, operation, installation }) =>
      tx.mandates.charge({ ...chargeOf(mandate, operation), installationId: installation.id }),
  },
  approvals: {
    // nothing is named, so there is nobody else's to reach
    nextId: async (tx) => tx.approvals.nextId(),
    insert: (tx, { approval }) => tx.approvals.insert(approval),
    save: (tx, { approval }) => tx.approvals.save({ ...approval, state: 'approved' }),
  },
  statePlans: {
    insert: (tx, { statePlan }) => tx.statePlans.insert(statePlan, contentOf(statePlan)),
    save: (tx, { statePlan }) => tx.statePlans.save({ ...statePlan, status: 'failed' }),
    saveFile: (tx, { statePlan }) => tx.statePlans.saveFile(statePlan.project, 'stolen'),
    noteMade: (tx, { project, connection }) =>
      tx.statePlans.noteMade(project.id, { kind: 'connections', id: connection.id }),
  },
  events: {
    append: (tx, { resource }) =>
      tx.events.append({
        type: 'resource.removed',
        actor: { kind: 'system' },
        subject: { resource: resource.id },
      }),
  },
} satisfies {
  readonly [Store in keyof TeamTx]: Omit<
    Tries[Store],
    Store extends keyof typeof reads ? keyof (typeof reads)[Store] : never
  >;
};
