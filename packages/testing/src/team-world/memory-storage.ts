import type { TeamTx } from '@kontor/core';
import { approvalsIn } from './approvals-in-memory.ts';
import { balancesIn } from './balances-in-memory.ts';
import { billingReportsIn } from './billing-reports-in-memory.ts';
import { checksIn } from './checks-in-memory.ts';
import { connectionsIn } from './connections-in-memory.ts';
import { customEnvironmentsIn } from './custom-environments-in-memory.ts';
import { deploymentsIn } from './deployments-in-memory.ts';
import { environmentsIn, versionsOf } from './environments-in-memory.ts';
import { eventsIn } from './events-in-memory.ts';
import { installationsIn } from './installations-in-memory.ts';
import { invoicesIn } from './invoices-in-memory.ts';
import { keysetsIn } from './keysets-in-memory.ts';
import { ledgerIn } from './ledger-in-memory.ts';
import { mandatesIn } from './mandates-in-memory.ts';
import { operationsIn } from './operations-in-memory.ts';
import { paymentMethodsIn, paymentsIn } from './payments-in-memory.ts';
import { projectsIn, putProject } from './projects-in-memory.ts';
import { purchasesIn } from './purchases-in-memory.ts';
import { resourcesIn } from './resources-in-memory.ts';
import { sharedVariablesIn } from './shared-variables-in-memory.ts';
import { spendLimitsIn } from './spend-limits-in-memory.ts';
import { statePlansIn } from './state-plans-in-memory.ts';
import { syncedConfigsIn } from './synced-configs-in-memory.ts';
import { copyOf, emptyTeamData, type TeamData } from './team-data.ts';
import type { TeamStorage } from './team-storage.ts';
import { testClocksIn } from './test-clock-in-memory.ts';
import { thresholdsIn } from './thresholds-in-memory.ts';
import { variablesIn } from './variables-in-memory.ts';

export type MemoryStorage = TeamStorage & {
  /** What is committed of a team. */
  readonly data: (teamId: string) => TeamData;
};

/**
 * The data of teams in memory. It behaves as the database does: a transaction happens as a whole or
 * not at all, what must be unique is, and no team reaches another's data. One transaction runs at a
 * time, so there is nothing to lock.
 */
export function createMemoryStorage({ now }: { readonly now: () => Date }): MemoryStorage {
  const teams = new Map<string, TeamData>();
  const data = (teamId: string) => teams.get(teamId) ?? emptyTeamData();
  let last: Promise<unknown> = Promise.resolve();

  async function run<Outcome>(teamId: string, work: (tx: TeamTx) => Promise<Outcome>) {
    const changed = copyOf(data(teamId));
    const outcome = await work(txOn(changed, teamId, now));
    if (!isRefusal(outcome)) teams.set(teamId, changed);
    return outcome;
  }

  return {
    data,
    transact: (teamId, work) => {
      const mine = last.then(() => run(teamId, work));
      last = mine.catch(() => undefined);
      return mine;
    },
    addIntegration: async () => {},
    addProject: async (teamId, project) => {
      const changed = copyOf(data(teamId));
      putProject(changed, project);
      teams.set(teamId, changed);
    },
    credentialsOf: async (teamId, id) =>
      data(teamId).credentials.filter(({ installationId }) => installationId === id).length,
    queued: async (teamId, id) => {
      const queued = data(teamId).queue.get(id);
      if (queued === undefined) return undefined;
      return { isLeased: queued.isLeased, dueInMs: queued.dueAtMs - now().getTime() };
    },
    versions: async (teamId, place) => versionsOf(data(teamId).versions, place),
    stale: async (teamId) =>
      [...data(teamId).stale]
        .map(([projectId, cause]) => ({ projectId, ...cause }))
        .sort((a, b) => (a.projectId < b.projectId ? -1 : 1)),
    events: async (teamId) => data(teamId).events,
  };
}

function txOn(data: TeamData, teamId: string, now: () => Date): TeamTx {
  const moment = data.testClock?.now ?? now();
  return {
    clock: { now: async () => moment },
    testClocks: testClocksIn(data),
    installations: installationsIn(data),
    credentials: {
      issue: async (installation) => {
        data.credentials.push(installation);
      },
    },
    resources: resourcesIn(data),
    keysets: keysetsIn(data),
    syncedConfigs: syncedConfigsIn(data),
    operations: operationsIn(data, now),
    invoices: invoicesIn(data),
    ledger: ledgerIn(data),
    payments: paymentsIn(data),
    paymentMethods: paymentMethodsIn(data),
    connections: connectionsIn(data),
    projects: projectsIn(data),
    variables: variablesIn(data),
    sharedVariables: sharedVariablesIn(data),
    customEnvironments: customEnvironmentsIn(data),
    environments: environmentsIn(data),
    deployments: deploymentsIn(data),
    checks: checksIn(data),
    balances: balancesIn(data),
    billingReports: billingReportsIn(data),
    purchases: purchasesIn(data),
    spendLimits: spendLimitsIn(data),
    thresholds: thresholdsIn(data),
    statePlans: statePlansIn(data),
    mandates: mandatesIn(data),
    approvals: approvalsIn(data),
    events: eventsIn(data, teamId, now),
  };
}

function isRefusal(outcome: unknown): boolean {
  return typeof outcome === 'object' && outcome !== null && 'ok' in outcome && outcome.ok === false;
}
