import type {
  ActionOutcome,
  Actor,
  Approval,
  BillingReport,
  ChainedEvent,
  Check,
  CompiledVariable,
  Connection,
  CustomEnvironment,
  Deployment,
  DescribedEnvironment,
  Installation,
  Invoice,
  JsonValue,
  Keyset,
  LedgerEntry,
  Made,
  Mandate,
  MandateCharge,
  Operation,
  Payment,
  PaymentMethod,
  Period,
  PlanPeriod,
  Project,
  Purchase,
  Reporting,
  Resource,
  SpendLimit,
  StampedSharedVariable,
  StampedVariable,
  StandingThreshold,
  StateContent,
  StatePlan,
  SyncedConfig,
  TestClock,
  VersionCause,
} from '@kontor/core';
import type { Balance } from '@kontor/protocol/vocabulary';

/** A project with the environments that its team added. */
export type ProjectWithEnvironments = Project & {
  readonly customEnvironments: readonly (CustomEnvironment & Partial<DescribedEnvironment>)[];
};

/** One version of an environment, with what it was made for. */
export type EnvironmentVersion = {
  readonly projectId: string;
  readonly environment: string;
  /** Counts from 1 in each environment. */
  readonly version: number;
  readonly variables: readonly CompiledVariable[];
  readonly cause: string;
  readonly operationId: string | null;
};

/** Everything of an event that its hash covers. */
export type LoggedEvent = {
  readonly id: string;
  readonly teamId: string;
  readonly type: string;
  readonly at: string;
  readonly actor: Actor;
  readonly subject: Readonly<Record<string, string>>;
  readonly operationId: string | null;
  readonly data: Readonly<Record<string, JsonValue>>;
};

/** When an operation is to be taken up, unless somebody is working on it. */
export type Queued = { readonly dueAtMs: number; readonly isLeased: boolean };

export type IssuedCredential = {
  readonly installationId: string;
  readonly integrationId: string;
};

type StoredVariable = StampedVariable & { readonly projectId: string };

export type StoredBalance = {
  readonly installationId: string;
  readonly balance: Balance;
  readonly reportedAt: Date;
};

/** What an invoice bills for its period. */
export type BilledSubject = Period & {
  readonly installationId: string;
  readonly invoiceId: string;
  /** The provider's id; absent for the installation as a whole. */
  readonly resourceId: string | undefined;
  readonly billingPlanId: string;
};

/** How long a plan held, by the host's own ids. */
type NotedPlan = Omit<PlanPeriod, 'externalResourceId'> & {
  readonly installationId: string;
  readonly resourceId: string | null;
};

/** The data of one team. Values are never changed in place: a change puts another value. */
export type TeamData = {
  /** The team's test clock, where it has one. */
  testClock?: TestClock;
  readonly installations: Map<string, Installation>;
  readonly credentials: IssuedCredential[];
  readonly resources: Map<string, Resource>;
  readonly keysets: Map<string, Keyset>;
  readonly syncedConfigs: Map<string, SyncedConfig>;
  readonly operations: Map<string, Operation>;
  readonly queue: Map<string, Queued>;
  readonly invoices: Map<string, Invoice>;
  readonly ledger: LedgerEntry[];
  /** How many invoices were numbered, by year. */
  readonly invoiceNumbers: Map<number, number>;
  readonly payments: Map<string, Payment>;
  readonly paymentMethods: Map<string, PaymentMethod>;
  /** When each that was removed was. */
  readonly removedMethods: Map<string, Date>;
  /** By installation. */
  readonly chosenMethods: Map<string, string>;
  readonly billed: BilledSubject[];
  readonly planPeriods: NotedPlan[];
  readonly connections: Map<string, Connection>;
  readonly projects: Map<string, ProjectWithEnvironments>;
  readonly variables: Map<string, StoredVariable>;
  readonly sharedVariables: Map<string, StampedSharedVariable>;
  readonly versions: EnvironmentVersion[];
  /** Places of which nothing is served any more, by project and name. */
  readonly retired: Set<string>;
  /** Projects to be compiled anew, and why. */
  readonly stale: Map<string, VersionCause>;
  readonly deployments: Map<string, Deployment>;
  readonly checks: Map<string, Check>;
  /** By installation and the provider's id of a resource. */
  readonly balances: Map<string, StoredBalance>;
  readonly reports: (BillingReport & { readonly installationId: string })[];
  /** How reports have been coming, by installation. */
  readonly reporting: Map<string, Reporting>;
  readonly purchases: Map<string, Purchase>;
  /** By installation and the host's id of a resource. */
  readonly thresholds: Map<string, StandingThreshold>;
  /** By kind and subject. */
  readonly spendLimits: Map<string, SpendLimit>;
  readonly mandates: Map<string, Mandate>;
  readonly mandateCharges: Map<string, MandateCharge>;
  readonly approvals: Map<string, Approval>;
  /** Kind, subject, month and share of each. */
  readonly spendWarnings: Set<string>;
  readonly statePlans: Map<string, StatePlan>;
  readonly stateContents: Map<string, StateContent>;
  /** Digests of files that were applied, by the name of their project. */
  readonly stateFiles: Map<string, string>;
  /** What plans have made, by project. */
  readonly made: Map<string, Made>;
  /** What actions gave, by deployment. */
  readonly outcomes: Map<string, readonly ActionOutcome[]>;
  readonly events: ChainedEvent<LoggedEvent>[];
};

export function emptyTeamData(): TeamData {
  return {
    installations: new Map(),
    credentials: [],
    resources: new Map(),
    keysets: new Map(),
    syncedConfigs: new Map(),
    operations: new Map(),
    queue: new Map(),
    invoices: new Map(),
    ledger: [],
    invoiceNumbers: new Map(),
    payments: new Map(),
    paymentMethods: new Map(),
    removedMethods: new Map(),
    chosenMethods: new Map(),
    billed: [],
    planPeriods: [],
    connections: new Map(),
    projects: new Map(),
    variables: new Map(),
    sharedVariables: new Map(),
    versions: [],
    retired: new Set(),
    stale: new Map(),
    deployments: new Map(),
    checks: new Map(),
    balances: new Map(),
    reports: [],
    reporting: new Map(),
    purchases: new Map(),
    thresholds: new Map(),
    spendLimits: new Map(),
    mandates: new Map(),
    mandateCharges: new Map(),
    approvals: new Map(),
    spendWarnings: new Set(),
    statePlans: new Map(),
    stateContents: new Map(),
    stateFiles: new Map(),
    made: new Map(),
    outcomes: new Map(),
    events: [],
  };
}

/** A copy that a transaction may change and throw away. */
export function copyOf(data: TeamData): TeamData {
  return {
    ...(data.testClock && { testClock: data.testClock }),
    installations: new Map(data.installations),
    credentials: [...data.credentials],
    resources: new Map(data.resources),
    keysets: new Map(data.keysets),
    syncedConfigs: new Map(data.syncedConfigs),
    operations: new Map(data.operations),
    queue: new Map(data.queue),
    invoices: new Map(data.invoices),
    ledger: [...data.ledger],
    invoiceNumbers: new Map(data.invoiceNumbers),
    payments: new Map(data.payments),
    paymentMethods: new Map(data.paymentMethods),
    removedMethods: new Map(data.removedMethods),
    chosenMethods: new Map(data.chosenMethods),
    billed: [...data.billed],
    planPeriods: [...data.planPeriods],
    connections: new Map(data.connections),
    projects: new Map(data.projects),
    variables: new Map(data.variables),
    sharedVariables: new Map(data.sharedVariables),
    versions: [...data.versions],
    retired: new Set(data.retired),
    stale: new Map(data.stale),
    deployments: new Map(data.deployments),
    checks: new Map(data.checks),
    balances: new Map(data.balances),
    reports: [...data.reports],
    reporting: new Map(data.reporting),
    purchases: new Map(data.purchases),
    thresholds: new Map(data.thresholds),
    spendLimits: new Map(data.spendLimits),
    mandates: new Map(data.mandates),
    mandateCharges: new Map(data.mandateCharges),
    approvals: new Map(data.approvals),
    spendWarnings: new Set(data.spendWarnings),
    statePlans: new Map(data.statePlans),
    stateContents: new Map(data.stateContents),
    stateFiles: new Map(data.stateFiles),
    made: new Map(data.made),
    outcomes: new Map(data.outcomes),
    events: [...data.events],
  };
}
