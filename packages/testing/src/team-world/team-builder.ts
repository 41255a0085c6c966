import {
  type ActionRun,
  type Approval,
  announce,
  beginAction,
  beginApproval,
  beginInstallation,
  beginOperation,
  beginPayment,
  beginResource,
  type Check,
  type Connection,
  type Deployment,
  defaultCheckTimeout,
  type HandWrittenVariable,
  type Installation,
  type Invoice,
  type LedgerEntry,
  type Mandate,
  type NewApproval,
  noActions,
  type Operation,
  type Payment,
  type PaymentMethod,
  type Purchase,
  type Resource,
  refreshProject,
  type Secret,
  type SharedVariable,
  type StatePlan,
  statePlanLifetimeMs,
  type TeamTx,
} from '@kontor/core';
import {
  builtInEnvironment,
  type ProjectId,
  type ResolvedBillingPlan,
  type TeamId,
} from '@kontor/protocol/vocabulary';
import { mint } from './mint.ts';
import type { ProjectWithEnvironments } from './team-data.ts';
import type { TeamStorage } from './team-storage.ts';

/** When everything that a builder makes is made, unless told otherwise. */
export const builtAt = new Date('2026-01-05T10:00:00Z');

export type TeamBuilder = ReturnType<typeof buildTeam>;

/**
 * A team whose data stands as told, and sensibly where nothing is told: each builder writes what it
 * makes and answers it, with what it belongs to made on the way.
 */
export function buildTeam(storage: TeamStorage, teamId: TeamId = mint.team()) {
  const transact = <Outcome>(work: (tx: TeamTx) => Promise<Outcome>) =>
    storage.transact(teamId, work);

  async function installation(given: Partial<Installation> = {}): Promise<Installation> {
    const made = newInstallation({ teamId, ...given });
    await storage.addIntegration(made.integrationId);
    await transact(async (tx) => {
      must(await tx.installations.insert(made), 'an installation of this kind stands already');
      await tx.installations.save(made);
    });
    return made;
  }

  async function resource({
    secrets,
    ...given
  }: Partial<Resource> & { readonly secrets?: readonly Secret[] } = {}): Promise<Resource> {
    const installationId = given.installationId ?? (await installation()).id;
    const made = newResource({ teamId, ...given, installationId });
    await transact(async (tx) => {
      must(await tx.resources.insert(made), 'the name or the external id is taken');
      if (secrets) await tx.keysets.save(made.id, { secrets });
    });
    return made;
  }

  async function project(
    given: Partial<ProjectWithEnvironments> = {},
  ): Promise<ProjectWithEnvironments> {
    const id = given.id ?? mint.project();
    const name = `project-${id.slice(-6)}`;
    const made: ProjectWithEnvironments = {
      id,
      name,
      settings: {},
      createdAt: builtAt,
      updatedAt: builtAt,
      customEnvironments: [],
      ...given,
    };
    await storage.addProject(teamId, made);
    return made;
  }

  async function connection(given: Partial<Connection> = {}): Promise<Connection> {
    const made: Connection = {
      id: mint.connection(),
      environments: builtInEnvironment.options,
      prefix: null,
      makesSensitive: false,
      deployments: noActions,
      createdAt: builtAt,
      ...given,
      resourceId: given.resourceId ?? (await resource()).id,
      projectId: given.projectId ?? (await project()).id,
    };
    await transact(async (tx) => {
      must(await tx.connections.insert(made), 'the resource is connected to the project already');
      await refreshProject(tx, made.projectId, { cause: 'connection.created' });
    });
    return made;
  }

  async function variable(
    projectId: ProjectId,
    given: Partial<HandWrittenVariable> = {},
  ): Promise<HandWrittenVariable> {
    const made = newVariable(given);
    await transact(async (tx) => {
      await tx.variables.save(projectId, made, { at: builtAt, by: null });
      await refreshProject(tx, projectId, { cause: 'variable.created' });
    });
    return made;
  }

  async function deployment(given: Partial<Deployment> = {}): Promise<Deployment> {
    const projectId = given.projectId ?? (await project()).id;
    const made = newDeployment({ ...given, projectId });
    await transact(async (tx) => {
      must(await tx.deployments.insert(made), 'the external id is taken');
    });
    return made;
  }

  async function operation(given: Partial<Operation> = {}): Promise<Operation> {
    const installationId = given.installationId ?? (await installation()).id;
    const made = newOperation({ teamId, ...given, installationId });
    await transact(async (tx) => {
      must(await tx.operations.insert(made), 'another operation is running');
    });
    return made;
  }

  return {
    teamId,
    /** One transaction on this team's data. */
    transact,
    installation,
    resource,
    project,
    connection,
    variable,
    deployment,
    operation,
  };
}

/** A hand-written variable that stands nowhere yet: in every environment, unless told otherwise. */
export function newVariable(given: Partial<HandWrittenVariable> = {}): HandWrittenVariable {
  return {
    variableId: mint.variable(),
    name: 'HAND_WRITTEN',
    value: 'by hand',
    environments: builtInEnvironment.options,
    gitBranch: null,
    type: 'encrypted',
    visibility: null,
    comment: null,
    ...given,
  };
}

/** A shared variable that stands nowhere yet, linked to nothing unless told otherwise. */
export function newSharedVariable(
  given: Partial<SharedVariable & { readonly projectIds: readonly ProjectId[] }> = {},
): SharedVariable & { readonly projectIds: readonly ProjectId[] } {
  return {
    sharedVariableId: mint.sharedVariable(),
    name: 'SHARED',
    value: 'by hand, for all',
    environments: builtInEnvironment.options,
    type: 'encrypted',
    comment: null,
    projectIds: [],
    ...given,
  };
}

/** What an agent waits for that stands nowhere yet. */
export function newApproval(given: Partial<NewApproval> = {}): Approval {
  return beginApproval(
    {
      id: mint.approval(),
      teamId: mint.team(),
      tokenId: mint.token(),
      action: 'resource:write',
      operationId: null,
      purchase: null,
      installationId: mint.installation(),
      resourceId: null,
      reasons: ['no_budget'],
      price: '20',
      plan: { id: 'pro', name: 'Pro', cost: '$20/month' },
      policies: [],
      ...given,
    },
    builtAt,
  );
}

/** What an agent may do that stands nowhere yet. */
export function newMandate(given: Partial<Mandate> = {}): Mandate {
  return {
    tokenId: mint.token(),
    teamId: mint.team(),
    userId: mint.user(),
    agent: 'deploy-bot',
    actions: ['installation:manage', 'resource:write', 'connection:write', 'purchase:make'],
    projects: null,
    environments: null,
    products: null,
    budget: null,
    createdAt: builtAt,
    expiresAt: null,
    revokedAt: null,
    ...given,
  };
}

/** A plan that does nothing, and stands nowhere yet. */
export function newStatePlan(given: Partial<StatePlan> = {}): StatePlan {
  return {
    id: mint.statePlan(),
    teamId: mint.team(),
    project: 'shop',
    status: 'ready',
    planned: {
      ...{ items: [], steps: [], environments: [], costs: [], policies: [], unknowns: [] },
      perMonth: { known: '0', isComplete: true },
    },
    steps: [],
    fingerprint: 'as it was',
    fileDigest: 'as it says',
    isDrift: false,
    prunes: false,
    createdBy: { kind: 'system' },
    createdAt: builtAt,
    expiresAt: new Date(builtAt.getTime() + statePlanLifetimeMs),
    application: null,
    finishedAt: null,
    refusal: null,
    ...given,
  };
}

/** An installation in use that stands nowhere yet. */
export function newInstallation(given: Partial<Installation> = {}): Installation {
  const begun = beginInstallation(
    {
      id: mint.installation(),
      teamId: mint.team(),
      integrationId: mint.integration(),
      kind: 'native',
      acceptedPolicies: {},
      installedBy: null,
    },
    builtAt,
  );
  return { ...begun, lifecycle: 'installed', status: 'ready', ...given };
}

/** A resource in use that stands nowhere yet. */
export function newResource(given: Partial<Resource> = {}): Resource {
  const id = given.id ?? mint.resource();
  const begun = beginResource(
    {
      id,
      teamId: mint.team(),
      installationId: mint.installation(),
      productId: mint.product(),
      name: `resource-${id.slice(-6)}`,
      metadata: {},
      provisionedBy: null,
    },
    builtAt,
  );
  return { ...begun, lifecycle: 'active', status: 'ready', externalId: mint.external(), ...given };
}

/** A deployment of a preview, about to be built, that stands nowhere yet. */
export function newDeployment(given: Partial<Deployment> = {}): Deployment {
  const announced = announce(
    {
      id: mint.deployment(),
      projectId: mint.project(),
      name: 'shop',
      externalId: null,
      environment: { name: 'preview', version: 0, digest: '' },
      url: null,
      gitBranch: null,
      gitCommit: null,
      meta: {},
      actions: [],
      checkRuns: [],
    },
    builtAt,
  );
  return { ...announced, ...given };
}

/** A check by the team's own webhook, before aliases, that stands nowhere yet. */
export function newCheck(given: Partial<Check> = {}): Check {
  return {
    id: mint.check(),
    projectId: mint.project(),
    name: 'e2e',
    requires: 'deployment-url',
    blocks: 'deployment-alias',
    targets: [],
    isRerequestable: true,
    timeoutSeconds: defaultCheckTimeout,
    source: { kind: 'webhook', webhookId: 'hook_1' },
    installationId: null,
    createdAt: builtAt,
    updatedAt: builtAt,
    deletedAt: null,
    ...given,
  };
}

/** An action that its provider has not answered yet. */
export function newActionRun(given: Partial<ActionRun> = {}): ActionRun {
  const begun = beginAction(
    {
      connectionId: mint.connection(),
      resourceId: mint.resource(),
      installationId: mint.installation(),
      action: 'branch',
      isRequired: true,
      prefix: null,
    },
    builtAt,
  );
  return { ...begun, ...given };
}

/** An operation at its first attempt that stands nowhere yet: an install, unless told otherwise. */
export function newOperation(given: Partial<Operation> = {}): Operation {
  const begun = beginOperation({
    id: given.id ?? mint.operation(),
    teamId: mint.team(),
    installationId: mint.installation(),
    resourceId: null,
    callerKey: null,
    actor: { kind: 'system' },
    intent: given.intent ?? { kind: 'install', acceptedPolicies: {} },
    traceId: '0'.repeat(32),
    at: builtAt,
  });
  return { ...begun, ...given };
}

/** A charge that stands nowhere yet, and is under way. */
export function newPayment(
  { id: installationId, teamId }: Installation,
  given: Partial<Payment> = {},
): Payment {
  const begun = beginPayment(
    {
      id: mint.payment(),
      teamId,
      kind: 'charge',
      installationId,
      invoiceId: null,
      paymentMethodId: null,
      backEnd: 'test',
      amount: '10.00',
      actor: { kind: 'system' },
    },
    builtAt,
  );
  return { ...begun, ...given };
}

/** A payment method that stands nowhere yet. */
export function newPaymentMethod(teamId: TeamId): PaymentMethod {
  const id = mint.paymentMethod();
  return {
    id,
    teamId,
    backEnd: 'test',
    reference: `test_ok_${id}`,
    customer: 'cus_1',
    kind: 'card',
    label: 'A test card',
    expires: '2030-04',
    isDefault: true,
    createdAt: builtAt,
  };
}

/** An invoice for January that was sent, unless told otherwise. */
export function newInvoice(
  { id: installationId, teamId }: Pick<Installation, 'id' | 'teamId'>,
  given: Partial<Invoice> = {},
): Invoice {
  const period = { start: new Date('2026-01-01T00:00:00Z'), end: new Date('2026-02-01T00:00:00Z') };
  const item = { billingPlanId: 'pro', name: 'Seats', price: '5.00', quantity: 2, units: 'seats' };
  return {
    id: mint.invoice(),
    teamId,
    installationId,
    externalId: null,
    isTest: false,
    isFinal: false,
    state: 'invoiced',
    invoiceDate: period.start,
    period,
    items: [{ ...item, total: '10.00' }],
    discounts: [],
    memo: null,
    number: null,
    total: '10.00',
    commissionRate: '0',
    commission: '0.00',
    taxes: [],
    credited: '0.00',
    collectedWith: null,
    isWaived: false,
    attempts: 0,
    firstFailedAt: null,
    createdAt: builtAt,
    updatedAt: builtAt,
    paidAt: null,
    paidWith: null,
    refundedAt: null,
    refundTotal: '0.00',
    refundReason: null,
    refunding: null,
    ...given,
  };
}

/** What is posted of an invoice that is sent, unless told otherwise. */
export function newEntry(
  { id, integrationId }: Pick<Installation, 'id' | 'integrationId'>,
  invoice: Pick<Invoice, 'id' | 'total'>,
  given: Partial<LedgerEntry> = {},
): LedgerEntry {
  return {
    kind: 'invoice.sent',
    at: builtAt,
    subject: { kind: 'invoice', id: invoice.id },
    lines: [
      { account: { kind: 'receivable', of: id }, amount: invoice.total },
      { account: { kind: 'deferred', of: integrationId }, amount: `-${invoice.total}` },
    ],
    ...given,
  };
}

/** A purchase by hand, not paid yet, with the invoice that it has. */
export function newPurchase(
  { id: invoiceId, teamId, installationId, total }: Invoice,
  given: Partial<Purchase> = {},
): Purchase {
  return {
    invoiceId,
    teamId,
    installationId,
    resourceId: null,
    billingPlanId: 'credits',
    amount: total,
    origin: 'manual',
    actor: { kind: 'system' },
    state: 'open',
    attempts: 0,
    retryAt: null,
    callerKey: null,
    traceId: '0'.repeat(32),
    createdAt: builtAt,
    updatedAt: builtAt,
    ...given,
  };
}

/** A free plan, unless told otherwise. */
export function newBillingPlan(given: Partial<ResolvedBillingPlan> = {}): ResolvedBillingPlan {
  const id = given.id ?? 'free';
  return {
    id,
    type: 'subscription',
    name: id,
    description: `The plan ${id}`,
    scope: 'resource',
    paymentMethodRequired: false,
    ...given,
  };
}

function must(isWritten: boolean, otherwise: string): void {
  if (!isWritten) throw new Error(`this world cannot be built: ${otherwise}`);
}
