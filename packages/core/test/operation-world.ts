import { externalResourceId } from '@kontor/protocol/vocabulary';
import {
  buildTeam,
  createMemoryStorage,
  mint,
  newInstallation,
  newOperation,
  newResource,
} from '@kontor/testing/team-world';
import { noTerms } from '../src/domain/billing/terms.ts';
import type { Installation } from '../src/domain/installation/installation.ts';
import type { Intent, Operation, OperationKind } from '../src/domain/operation/operation.ts';
import type { Resource } from '../src/domain/resource/resource.ts';
import { beginRotation } from '../src/domain/resource/rotation.ts';
import { provisionPurchaseHandler } from '../src/usecases/billing/provision-purchase.ts';
import { installHandler } from '../src/usecases/installation/install.ts';
import { renewInstallationHandler } from '../src/usecases/installation/renew-installation.ts';
import { uninstallHandler } from '../src/usecases/installation/uninstall.ts';
import { updateInstallationHandler } from '../src/usecases/installation/update-installation.ts';
import { createRunOperation } from '../src/usecases/operation/run-operation.ts';
import { removeLeftoverHandler } from '../src/usecases/reconciliation/remove-leftover.ts';
import { deleteResourceHandler } from '../src/usecases/resource/delete-resource.ts';
import { provisionHandler } from '../src/usecases/resource/provision-handler.ts';
import { rotateSecretsHandler } from '../src/usecases/resource/rotate-handler.ts';
import { updateResourceHandler } from '../src/usecases/resource/update-resource.ts';
import type { TeamTx, Transact } from '../src/usecases/team-tx.ts';
import { createFatefulProvider, ProcessDied } from './fateful-provider.ts';

/** What every operation here is about, as the provider knows it. */
const externalId = externalResourceId.parse('db_0');
const intents = {
  install: { kind: 'install', acceptedPolicies: {} },
  'update-installation': { kind: 'update-installation', billingPlanId: 'pro' },
  'renew-installation': { kind: 'renew-installation', acceptedPolicies: { toc: 'now' } },
  uninstall: { kind: 'uninstall' },
  provision: { kind: 'provision', product: 'db', name: 'main', metadata: {}, billingPlanId: 'pro' },
  'update-resource': { kind: 'update-resource', externalId, name: 'renamed' },
  'delete-resource': { kind: 'delete-resource', externalId, isLinked: false },
  'rotate-secrets': { kind: 'rotate-secrets', externalId, delayHours: 2.5 },
  'provision-purchase': { kind: 'provision-purchase', invoiceId: mint.invoice() },
  'remove-leftover': { kind: 'remove-leftover', externalId },
} as const satisfies { readonly [Kind in OperationKind]: Intent & { readonly kind: Kind } };

/** How the host has things when the operation begins. */
const begunAs: {
  readonly [Kind in OperationKind]: {
    readonly installation: Installation['lifecycle'];
    readonly resource?: Resource['lifecycle'];
  };
} = {
  install: { installation: 'installing' },
  'update-installation': { installation: 'installed' },
  'renew-installation': { installation: 'installed' },
  uninstall: { installation: 'uninstalling', resource: 'active' },
  provision: { installation: 'installed', resource: 'provisioning' },
  'update-resource': { installation: 'installed', resource: 'active' },
  'delete-resource': { installation: 'installed', resource: 'deleting' },
  'rotate-secrets': { installation: 'installed', resource: 'active' },
  'provision-purchase': { installation: 'installed' },
  'remove-leftover': { installation: 'installed' },
};

const wish = { requestedBy: { kind: 'system' }, reason: null, delayHours: 2.5 } as const;

/** How long an operation belongs to a process that shows no sign of life, in milliseconds. */
const LEASE_MS = 15_000;

/**
 * One operation, from its beginning to its end, on a team in memory, with a provider that meets
 * fates and a clock that moves only when told. Every attempt is made by another process, which
 * knows only what is committed.
 */
export async function operationWorld(kind: OperationKind) {
  let nowMs = Date.parse('2026-01-05T10:00:00Z');
  let commitsToLose = 0;
  const now = () => new Date(nowMs);
  const storage = createMemoryStorage({ now });
  const team = buildTeam(storage);
  const outside = createFatefulProvider();
  const { begun, resource } = await begin(kind, team, outside);
  const data = () => storage.data(team.teamId);

  const transact: Transact<TeamTx> = (teamId, work) =>
    storage.transact(teamId, async (tx) => {
      const outcome = await work(tx);
      if (commitsToLose > 0) {
        commitsToLose -= 1;
        throw new Error('the connection to the database is lost');
      }
      return outcome;
    });
  const ports = { provider: outside.provider, now };
  const startProcess = () =>
    createRunOperation<TeamTx>({
      now,
      transact,
      handlers: {
        install: installHandler(ports),
        'update-installation': updateInstallationHandler(ports),
        'renew-installation': renewInstallationHandler(ports),
        uninstall: uninstallHandler(ports),
        provision: provisionHandler({ ...ports, knownExternalIds, needsOwnPlan }),
        'update-resource': updateResourceHandler(ports),
        'delete-resource': deleteResourceHandler(ports),
        'provision-purchase': provisionPurchaseHandler({
          ...ports,
          mintInvoiceId: mint.invoice,
          termsOf: async () => noTerms,
        }),
        'rotate-secrets': rotateSecretsHandler({ ...ports, transact }),
        'remove-leftover': removeLeftoverHandler({ ...ports, isLeftover: async () => true }),
      },
      // whoever is dead writes nothing down any more
      onBreakdown: (error) => {
        if (error instanceof ProcessDied) throw error;
      },
    });
  const knownExternalIds = async () =>
    new Set([...data().resources.values()].flatMap((each) => each.externalId ?? []));
  const needsOwnPlan = async ({ installationId }: Operation) =>
    data().installations.get(installationId)?.billingPlan === null;
  const attempt = (operation: Operation) => startProcess().attempt(operation);
  const resume = () => startProcess().resume(team.teamId, begun.id);

  /** Moves the clock to when the operation can be taken up, and makes one attempt. */
  async function takeUp(): Promise<void> {
    const queued = await storage.queued(team.teamId, begun.id);
    if (queued === undefined) throw new Error('the operation has ended');
    nowMs += queued.isLeased ? LEASE_MS : Math.max(queued.dueInMs, 0);
    await survived(resume());
  }

  async function standing() {
    const operation = data().operations.get(begun.id) ?? begun;
    const queued = await storage.queued(team.teamId, begun.id);
    const subject =
      begun.resourceId === null
        ? data().installations.get(begun.installationId)
        : data().resources.get(begun.resourceId);
    return {
      operation: operation.status === 'running' ? operation.phase : operation.status,
      attempts: operation.attempts,
      ...(operation.refusal && { code: operation.refusal.code }),
      ...(queued && { again: queued.isLeased ? 'after the lease' : queued.dueInMs }),
      lifecycle: subject?.lifecycle,
      isDone: isDone(begun, outside),
      events: data().events.map(({ event }) => event.type),
    };
  }

  return {
    begun,
    /** The resource that the operation is about, or that goes with its installation. */
    resource,
    team,
    data,
    outside,
    attempt,
    resume,
    takeUp,
    /** How things stand: what a row of docs/outcomes.md tells, and whether the provider has done it. */
    standing,
    nowMs: () => nowMs,
    /** Makes attempts from the first on, as time goes by. */
    attempts: async (count: number) => {
      await survived(attempt(begun));
      for (let made = 1; made < count; made++) await takeUp();
    },
    /** The next transactions cannot be committed. */
    losesNextCommits: (count: number) => {
      commitsToLose = count;
    },
  };
}

type Outside = ReturnType<typeof createFatefulProvider>;

async function begin(
  kind: OperationKind,
  team: ReturnType<typeof buildTeam>,
  outside: Outside,
): Promise<{ readonly begun: Operation; readonly resource: Resource | undefined }> {
  const lifecycles = begunAs[kind];
  const installation = await team.installation(
    newInstallation({ teamId: team.teamId, lifecycle: lifecycles.installation }),
  );
  if (kind !== 'install') outside.accounts.set(installation.id, 'free');
  const resource =
    lifecycles.resource &&
    (await team.resource({
      ...about(installation, lifecycles),
      rotation: kind === 'rotate-secrets' ? beginRotation(wish, installation.createdAt) : null,
    }));
  if (resource && resource.externalId !== null) {
    outside.keep({ externalId, name: resource.name, status: 'ready' });
    await team.connection({ resourceId: resource.id });
  }
  const isOfResource = resource !== undefined && kind !== 'uninstall';
  if (kind === 'remove-leftover') outside.keep({ externalId, name: 'left', status: 'ready' });
  const begun = await team.operation(
    newOperation({
      teamId: team.teamId,
      installationId: installation.id,
      resourceId: isOfResource ? resource.id : null,
      intent: intents[kind],
    }),
  );
  return { begun, resource };
}

function about(
  { id, teamId }: Installation,
  { resource }: { readonly resource?: Resource['lifecycle'] },
) {
  const isMade = resource !== 'provisioning';
  return {
    ...newResource({ teamId, installationId: id, name: 'main', lifecycle: resource ?? 'active' }),
    externalId: isMade ? externalId : null,
    ...(isMade ? { secrets: [{ name: 'DATABASE_URL', value: 'postgres://db' }] } : {}),
  };
}

/** Whether the provider has what the operation wants. */
function isDone(
  { intent, installationId }: Operation,
  { accounts, resources, rotated, credited, renewed }: Outside,
): boolean {
  switch (intent.kind) {
    case 'install':
      return accounts.has(installationId);
    case 'update-installation':
      return accounts.get(installationId) === intent.billingPlanId;
    case 'renew-installation':
      return renewed.has(installationId);
    case 'uninstall':
      return !accounts.has(installationId);
    case 'provision':
      return [...resources.values()].some(({ name }) => name === intent.name);
    case 'update-resource':
      return resources.get(intent.externalId)?.name === intent.name;
    case 'delete-resource':
      return !resources.has(intent.externalId);
    case 'provision-purchase':
      return credited.has(intent.invoiceId);
    case 'rotate-secrets':
      return rotated.has(intent.externalId);
    case 'remove-leftover':
      return !resources.has(intent.externalId ?? '');
  }
}

/** A process that dies leaves only what is committed. */
async function survived(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof ProcessDied)) throw error;
  });
}
