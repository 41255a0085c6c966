import { builtAt } from '../../built-at.ts';
import { mint } from '../../mint.ts';
import { newBillingPlan } from '../../new-installations.ts';
import { newApproval, newMandate, newStatePlan } from '../../new-mandates.ts';
import {
  newEntry,
  newInvoice,
  newPayment,
  newPaymentMethod,
  newPurchase,
} from '../../new-money.ts';
import { newActionRun, newCheck, newSharedVariable } from '../../new-projects.ts';
import { buildTeam } from '../../team-builder.ts';
import type { TeamStorage } from '../../team-storage.ts';
import { chargeOf, contentOf, limitOf, threshold } from './made-up.ts';

/** What a team has one of each of. */
export type Rows = Omit<Furnished, 'team'>;
export type Furnished = Awaited<ReturnType<typeof furnish>>;

/** A team that has one of each. */
export async function furnish(storage: TeamStorage) {
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
