import type { Operation, TeamTx, Transact } from '@kontor/core';
import { createFairShares, type FairShares } from '../fair-shares.ts';
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
import { type Lease, type OperationEnds, operationStore } from './operation-store.ts';
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
import { createTellMoved } from './tell-moved.ts';
import { testClockStore } from './test-clock-store.ts';
import { thresholdStore } from './threshold-store.ts';
import { variableStore } from './variable-store.ts';

export type TeamTransactOptions = {
  readonly database: Database;
  readonly vault: Vault;
  readonly now: () => Date;
  readonly lease: Lease;
  /** The connections that transactions of teams may take, so that no team takes those of the others. */
  readonly shares?: FairShares;
  /** Told of each that has committed. */
  readonly onCommitted?: (teamId: string) => void;
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

/** What transactions of teams may take of the 16 connections; the others are left to single statements. */
export const transactionShares = { places: 12, perKey: 6 };

/**
 * Transactions on one team's data, over PostgreSQL. Those of a team that write events follow one another
 * by the lock on its chain: the many of a busy team must not stand before it on all connections.
 */
export function createTeamTransact(options: TeamTransactOptions): Transact<TeamTx> {
  const { database, shares = createFairShares(transactionShares) } = options;
  const tellMoved = createTellMoved(database);
  return async (teamId, work) => {
    await shares.enter(teamId);
    try {
      let ended: readonly Operation[] = [];
      const done = await database.transact((sql, last) => {
        const endedHere: Operation[] = [];
        ended = endedHere;
        const onEnded = (operation: Operation) => endedHere.push(operation);
        return work(teamTx(sql, teamId, options, { onEnded, last }));
      });
      options.onCommitted?.(teamId);
      for (const operation of ended) tellMoved(operation);
      return done;
    } finally {
      shares.leave(teamId);
    }
  };
}

function teamTx(
  sql: Sql,
  teamId: string,
  { vault, now, lease, issueCredential }: TeamTransactOptions,
  ends: OperationEnds,
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
    operations: operationStore(sql, teamId, lease, ends),
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
