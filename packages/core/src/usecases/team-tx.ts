import type { BalanceStore } from './billing/balance-store.ts';
import type { InvoiceStore } from './billing/invoice-store.ts';
import type { PaymentMethodStore, PaymentStore } from './billing/payment-store.ts';
import type { PurchaseStore } from './billing/purchase-store.ts';
import type { ThresholdStore } from './billing/threshold-store.ts';
import type { CheckStore } from './check/check-store.ts';
import type { TeamClock } from './clock/team-clock.ts';
import type { TestClockStore } from './clock/test-clock-store.ts';
import type { ConnectionStore } from './connection/connection-store.ts';
import type { DeploymentStore } from './deployment/deployment-store.ts';
import type { StatePlanStore } from './desired-state/state-plan-store.ts';
import type { CustomEnvironmentStore } from './environment/custom-environments.ts';
import type {
  EnvironmentStore,
  ProjectStore,
  SharedVariableStore,
  VariableStore,
} from './environment/project-store.ts';
import type { EventLog } from './event/event-log.ts';
import type { InstallationStore } from './installation/installation-store.ts';
import type { LedgerStore } from './ledger/ledger-store.ts';
import type { ApprovalStore } from './mandate/approval-store.ts';
import type { MandateStore } from './mandate/mandate-store.ts';
import type { OperationStore } from './operation/operation-store.ts';
import type { KeysetStore, ResourceStore } from './resource/resource-store.ts';
import type { SyncedConfigStore } from './resource/synced-config-store.ts';
import type { SpendLimitStore } from './spend/spend-limit-store.ts';
import type { BillingReportStore } from './usage/billing-report-store.ts';

/** The credential that a provider calls back with. */
export type CredentialStore = {
  /** Makes an installation's first credential known, so that the provider can use it at once. */
  readonly issue: (installation: {
    readonly installationId: string;
    readonly integrationId: string;
  }) => Promise<void>;
};

/**
 * One transaction on the data of one team. A use case names the parts it uses; none of them can
 * reach another team's rows.
 */
export type TeamTx = {
  readonly clock: TeamClock;
  readonly testClocks: TestClockStore;
  readonly installations: InstallationStore;
  readonly credentials: CredentialStore;
  readonly resources: ResourceStore;
  readonly keysets: KeysetStore;
  readonly syncedConfigs: SyncedConfigStore;
  readonly operations: OperationStore;
  readonly invoices: InvoiceStore;
  readonly ledger: LedgerStore;
  readonly payments: PaymentStore;
  readonly paymentMethods: PaymentMethodStore;
  readonly connections: ConnectionStore;
  readonly projects: ProjectStore;
  readonly variables: VariableStore;
  readonly sharedVariables: SharedVariableStore;
  readonly customEnvironments: CustomEnvironmentStore;
  readonly environments: EnvironmentStore;
  readonly deployments: DeploymentStore;
  readonly checks: CheckStore;
  readonly balances: BalanceStore;
  readonly billingReports: BillingReportStore;
  readonly purchases: PurchaseStore;
  readonly spendLimits: SpendLimitStore;
  readonly thresholds: ThresholdStore;
  readonly statePlans: StatePlanStore;
  readonly mandates: MandateStore;
  readonly approvals: ApprovalStore;
  readonly events: EventLog;
};

/**
 * What is looked at before anything is begun, to refuse what can be refused by then. Nothing of it is
 * held: what must still be so when it is begun is read again in that transaction.
 */
export type LookTx = {
  readonly clock: TeamClock;
  readonly installations: Pick<InstallationStore, 'find'>;
  readonly operations: Pick<OperationStore, 'findByCallerKey'>;
  readonly spendLimits: Pick<SpendLimitStore, 'list' | 'spendings'>;
  readonly paymentMethods: Pick<PaymentMethodStore, 'payingFor'>;
};

/**
 * Runs `work` in one transaction on a team's data. An outcome that is a refusal rolls back, as a
 * throw does. `work` may run more than once and touches nothing but the transaction.
 */
export type Transact<Tx> = <Outcome>(
  teamId: string,
  work: (tx: Tx) => Promise<Outcome>,
) => Promise<Outcome>;
