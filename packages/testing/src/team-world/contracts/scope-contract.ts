import {
  type Mandate,
  noActions,
  type Operation,
  type Resource,
  type SpendLimit,
  type StatePlan,
  type TeamTx,
} from '@kontor/core';
import { desiredState } from '@kontor/protocol/vocabulary';
import { describe, expect, test } from 'vitest';
import { builtAt } from '../built-at.ts';
import { mint } from '../mint.ts';
import {
  newBillingPlan,
  newInstallation,
  newOperation,
  newResource,
} from '../new-installations.ts';
import { newApproval, newMandate, newStatePlan } from '../new-mandates.ts';
import { newEntry, newInvoice, newPayment, newPaymentMethod, newPurchase } from '../new-money.ts';
import {
  newActionRun,
  newCheck,
  newDeployment,
  newSharedVariable,
  newVariable,
} from '../new-projects.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

/** Every function of every store, so that one that is added is not forgotten here. */
type Tries = {
  readonly [Store in keyof TeamTx]: {
    readonly [Name in keyof TeamTx[Store]]: (tx: TeamTx, of: Rows) => Promise<unknown>;
  };
};

/** What a team has one of each of. */
type Rows = Omit<Furnished, 'team'>;
type Furnished = Awaited<ReturnType<typeof furnish>>;

const reads = {
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

const writes = {
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

const reportDates = {
  timestamp: new Date(),
  eod: new Date(),
  period: { start: new Date(0), end: new Date() },
};

/** What a team has cannot be reached from another one, whatever ids that other one knows. */
export function scopeContract(open: () => TeamStorage): void {
  describe('the data of another team', () => {
    test.each(named(reads))('%s finds it no more than what never was', async (_name, read) => {
      const storage = open();
      const [theirs, mine] = [await furnish(storage), await furnish(storage)];

      const own = await theirs.team.transact((tx) => read(tx, theirs));
      const foreign = await mine.team.transact((tx) => read(tx, theirs));
      const absent = await mine.team.transact((tx) => read(tx, unheardOf()));

      expect(foreign).toEqual(absent);
      expect(own).not.toEqual(absent);
    });

    test.each(named(writes))('%s leaves it as it was', async (_name, write) => {
      const storage = open();
      const [theirs, mine] = [await furnish(storage), await furnish(storage)];
      const before = await everythingOf(storage, theirs);

      await mine.team.transact((tx) => write(tx, theirs)).catch(() => undefined);

      expect(await everythingOf(storage, theirs)).toEqual(before);
    });
  });
}

const threshold = {
  resourceId: null,
  billingPlanId: 'credits',
  minimumAmountInCents: 500,
  purchaseAmountInCents: 1000,
  maximumAmountPerPeriodInCents: undefined,
  metadata: {},
};
const standing = {
  ...threshold,
  isArmed: true,
  stoppedFor: null,
  heldUntil: null,
  balanceInCents: null,
};

function limitOf({ id }: Pick<Resource, 'id'>): SpendLimit {
  return { kind: 'resource', subjectId: id, amount: '9.50', isHard: true, warnAt: [50] };
}

function chargeOf({ tokenId }: Mandate, { id, installationId, resourceId }: Operation) {
  return {
    ...{ id, tokenId, installationId, resourceId, amount: '5', billingPlanId: 'pro' },
    month: builtAt,
    isApproved: false,
  };
}

function contentOf({ project }: StatePlan) {
  const desired = desiredState.parse({ project });
  return { desired, values: {} };
}

/** What somebody who is not of the team would add. */
function stolenEnvironment() {
  const [createdAt, updatedAt] = [builtAt, builtAt];
  const said = { slug: 'stolen', description: null, branchMatcher: null };
  return { ...said, id: mint.environment(), createdAt, updatedAt };
}

type Try = (tx: TeamTx, of: Rows) => Promise<unknown>;

function named(tries: Readonly<Record<string, Readonly<Record<string, Try>>>>): [string, Try][] {
  return Object.entries(tries).flatMap(([store, functions]) =>
    Object.entries(functions).map(([name, each]): [string, Try] => [`${store}.${name}`, each]),
  );
}

async function furnish(storage: TeamStorage) {
  const team = buildTeam(storage);
  const installation = await team.installation();
  const secrets = [{ name: 'URL', value: 'secret' }];
  const billingPlan = newBillingPlan({ id: 'pro' });
  const resource = await team.resource({ installationId: installation.id, secrets, billingPlan });
  const invoice = newInvoice(installation, { externalId: 'A-1' });
  const subject = { resourceId: resource.externalId ?? undefined, billingPlanId: 'pro' };
  await team.transact(async (tx) => {
    await tx.invoices.insert(invoice, [subject]);
    await tx.invoices.insert(newInvoice(installation, { state: 'pending' }), []);
    await tx.invoices.insert(newInvoice(installation, { collectedWith: invoice.id }), []);
  });
  await team.transact((tx) => tx.ledger.post(newEntry(installation, invoice)));
  const given = { ...newPaymentMethod(team.teamId), reference: `of ${team.teamId}` };
  const method = await team.transact((tx) => tx.paymentMethods.insert(given));
  const paid = newPayment(installation, { invoiceId: invoice.id, status: 'succeeded' });
  const payment = newPayment(installation, { invoiceId: invoice.id });
  const plan = { kind: 'authorisation', billingPlanId: 'pro', tries: 2 } as const;
  const authorisation = newPayment(installation, plan);
  await team.transact(async (tx) => {
    await tx.payments.insert({ ...paid, finishedAt: builtAt });
    await tx.payments.insert(payment);
    await tx.payments.insert(authorisation);
  });
  await team.transact(async (tx) => {
    const callerKey = `key of ${team.teamId}`;
    await tx.purchases.insert({ ...newPurchase(invoice), origin: 'automatic', callerKey });
    await tx.thresholds.set(installation.id, { ...threshold, at: builtAt });
    await tx.spendLimits.save(limitOf(resource), builtAt);
  });
  const config = { resourceId: resource.id, id: 'ecfg_1', tokenId: 'tok_1', isSyncing: true };
  await team.transact((tx) => tx.syncedConfigs.save(config, `token of ${resource.id}`));
  const customEnvironments = [{ id: mint.environment(), slug: 'staging' }];
  const project = await team.project({ customEnvironments });
  const connection = await team.connection({
    resourceId: resource.id,
    projectId: project.id,
    deployments: {
      required: true,
      actions: [{ slug: 'branch', environments: ['preview'] }],
    },
  });
  const variable = await team.variable(project.id);
  const shared = newSharedVariable({ projectIds: [project.id] });
  await team.transact((tx) => tx.sharedVariables.save(shared, { at: builtAt, by: null }));
  const run = newActionRun({ resourceId: resource.id, installationId: installation.id });
  const deployment = await team.deployment({
    projectId: project.id,
    externalId: 'build',
    actions: [run],
  });
  await team.transact((tx) =>
    tx.deployments.putOutcome(deployment.id, {
      resourceId: resource.id,
      action: run.action,
      variables: [],
    }),
  );
  const check = newCheck({ projectId: project.id });
  await team.transact((tx) => tx.checks.save(check));
  const mandate = newMandate({ teamId: team.teamId });
  await team.transact((tx) => tx.mandates.insert(mandate));
  const operation = await team.operation({
    installationId: installation.id,
    resourceId: resource.id,
    callerKey: `key of ${team.teamId}`,
  });
  await team.operation({ installationId: installation.id, intent: { kind: 'uninstall' } });
  const wish = { tokenId: mandate.tokenId, teamId: team.teamId, installationId: installation.id };
  const approval = newApproval({ ...wish, operationId: operation.id });
  const purchased = newApproval({
    ...wish,
    purchase: { amount: '5', callerKey: `asked by ${team.teamId}`, traceId: '' },
  });
  await team.transact(async (tx) => {
    await tx.mandates.charge(chargeOf(mandate, operation));
    await tx.approvals.insert(approval);
    await tx.approvals.insert(purchased);
  });
  await team.transact((tx) => tx.environments.defer([project.id], { cause: 'test' }));
  const statePlan = newStatePlan({
    teamId: team.teamId,
    project: project.name,
    status: 'applying',
  });
  await team.transact(async (tx) => {
    await tx.statePlans.insert(statePlan, contentOf(statePlan));
    await tx.statePlans.saveFile(project.name, `digest of ${team.teamId}`);
    await tx.statePlans.noteMade(project.id, { kind: 'resources', id: resource.id });
  });
  return {
    team,
    installation,
    resource,
    project,
    connection,
    variable,
    shared,
    deployment,
    operation,
    invoice,
    payment,
    authorisation,
    method,
    check,
    mandate,
    approval,
    purchased,
    statePlan,
  };
}

/** Rows that stand nowhere. */
function unheardOf(): Rows {
  const id = mint.project();
  return {
    installation: newInstallation(),
    resource: newResource(),
    project: {
      id,
      name: id,
      settings: {},
      createdAt: builtAt,
      updatedAt: builtAt,
      customEnvironments: [],
    },
    connection: {
      id: mint.connection(),
      resourceId: mint.resource(),
      projectId: id,
      environments: [],
      prefix: null,
      makesSensitive: false,
      deployments: noActions,
      createdAt: builtAt,
    },
    variable: newVariable(),
    shared: newSharedVariable(),
    deployment: newDeployment(),
    check: newCheck(),
    operation: newOperation({ callerKey: 'a key that nobody sent' }),
    invoice: newInvoice(newInstallation(), { externalId: 'none' }),
    payment: newPayment(newInstallation()),
    authorisation: newPayment(newInstallation(), { billingPlanId: 'pro' }),
    method: { ...newPaymentMethod(mint.team()), backEnd: 'manual' },
    mandate: newMandate(),
    approval: newApproval(),
    purchased: newApproval(),
    statePlan: newStatePlan(),
  };
}

async function everythingOf(storage: TeamStorage, rows: Furnished) {
  const { team, installation, project } = rows;
  return {
    read: await team.transact(async (tx) => {
      const found: unknown[] = [];
      for (const [name, read] of named(reads)) found.push([name, await read(tx, rows)]);
      return found;
    }),
    credentials: await storage.credentialsOf(team.teamId, installation.id),
    stale: await storage.stale(team.teamId),
    events: await storage.events(team.teamId),
    versions: await storage.versions(team.teamId, {
      projectId: project.id,
      environment: 'production',
    }),
  };
}
