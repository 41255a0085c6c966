import type { TeamTx, Transact } from '@kontor/core';
import type { Vault } from '../vault/vault.ts';
import { approvalStore } from './approval-store.ts';
import { balanceStore } from './balance-store.ts';
import { billingReportStore } from './billing-report-store.ts';
import { checkStore } from './check-store.ts';
import { connectionStore } from './connection-store.ts';
import { customEnvironmentStore } from './custom-environments.ts';
import type { Database } from './database.ts';
import { deploymentStore } from './deployment-store.ts';
import { environmentStore } from './environment-store.ts';
import { eventLog } from './event-log.ts';
import { installationStore } from './installation-store.ts';
import { invoiceStore } from './invoice-store.ts';
import { keysetStore } from './keyset-store.ts';
import { ledgerStore } from './ledger-store.ts';
import { mandateStore } from './mandate-store.ts';
import { type Lease, operationStore } from './operation-store.ts';
import { paymentMethodStore } from './payment-method-store.ts';
import { paymentStore } from './payment-store.ts';
import { projectStore } from './project-store.ts';
import { purchaseStore } from './purchase-store.ts';
import { resourceStore } from './resource-store.ts';
import { sharedVariableStore } from './shared-variable-store.ts';
import { spendLimitStore } from './spend-limit-store.ts';
import type { Sql } from './sql.ts';
import { statePlanStore } from './state-plan-store.ts';
import { syncedConfigStore } from './synced-config-store.ts';
import { teamClock } from './team-clock.ts';
import { testClockStore } from './test-clock-store.ts';
import { thresholdStore } from './threshold-store.ts';
import { variableStore } from './variable-store.ts';

export type TeamTransactOptions = {
  readonly database: Database;
  readonly vault: Vault;
  readonly now: () => Date;
  readonly lease: Lease;
  /** Makes the first credential of an installation known, inside the transaction. */
  readonly issueCredential: (
    sql: Sql,
    installation: {
      readonly teamId: string;
      readonly installationId: string;
      readonly integrationId: string;
    },
  ) => Promise<unknown>;
};

/** Transactions on one team's data, over PostgreSQL. */
export function createTeamTransact(options: TeamTransactOptions): Transact<TeamTx> {
  return (teamId, work) => options.database.transact((sql) => work(teamTx(sql, teamId, options)));
}

function teamTx(
  sql: Sql,
  teamId: string,
  { vault, now, lease, issueCredential }: TeamTransactOptions,
): TeamTx {
  return {
    clock: teamClock(sql, teamId, now),
    testClocks: testClockStore(sql, teamId),
    installations: installationStore(sql, teamId),
    credentials: {
      issue: async (installation) => {
        await issueCredential(sql, { ...installation, teamId });
      },
    },
    resources: resourceStore(sql, teamId),
    keysets: keysetStore(sql, teamId, vault),
    syncedConfigs: syncedConfigStore(sql, teamId, now),
    operations: operationStore(sql, teamId, lease),
    invoices: invoiceStore(sql, teamId),
    ledger: ledgerStore(sql, teamId),
    payments: paymentStore(sql, teamId),
    paymentMethods: paymentMethodStore(sql, teamId),
    connections: connectionStore(sql, teamId),
    projects: projectStore(sql, teamId, vault),
    variables: variableStore(sql, teamId, vault),
    sharedVariables: sharedVariableStore(sql, teamId, vault),
    customEnvironments: customEnvironmentStore(sql, teamId),
    environments: environmentStore(sql, teamId, vault),
    deployments: deploymentStore(sql, teamId, vault),
    checks: checkStore(sql, teamId),
    balances: {
      take: (installationId, balances, reportedAt) =>
        balanceStore(sql, { teamId, installationId }).take(balances, reportedAt),
    },
    billingReports: billingReportStore(sql, teamId),
    purchases: purchaseStore(sql, teamId),
    spendLimits: spendLimitStore(sql, teamId),
    thresholds: thresholdStore(sql, teamId),
    statePlans: statePlanStore(sql, teamId, vault),
    mandates: mandateStore(sql, teamId),
    approvals: approvalStore(sql, teamId),
    events: eventLog(sql, teamId, now),
  };
}
