import {
  type ExternalResourceId,
  installationId,
  integrationId,
  operationId,
  productId,
  type ResourceId,
  resourceId,
  teamId,
} from '@kontor/protocol/vocabulary';
import { beginInstallation, installed } from '../src/domain/installation/installation.ts';
import { beginOperation, type Intent, type Operation } from '../src/domain/operation/operation.ts';
import { beginResource, type Resource } from '../src/domain/resource/resource.ts';
import { installHandler } from '../src/usecases/installation/install.ts';
import { enqueueOperation } from '../src/usecases/operation/begin-operation.ts';
import type { OperationHandler } from '../src/usecases/operation/operation-handler.ts';
import { createRunOperation } from '../src/usecases/operation/run-operation.ts';
import { provisionHandler } from '../src/usecases/resource/provision-handler.ts';
import { createFatefulProvider, ProcessDied } from './fateful-provider.ts';
import { createTeamInMemory, type MemoryTx } from './team-in-memory.ts';

const ids = {
  team: teamId.parse(`team_${'a'.repeat(24)}`),
  integration: integrationId.parse(`oac_${'b'.repeat(24)}`),
  installation: installationId.parse(`icfg_${'c'.repeat(24)}`),
  product: productId.parse(`iap_${'d'.repeat(24)}`),
  resource: resourceId.parse(`store_${'e'.repeat(24)}`),
  otherResource: resourceId.parse(`store_${'g'.repeat(24)}`),
  operation: operationId.parse(`op_${'f'.repeat(24)}`),
};

/**
 * One operation, from its beginning to its end, on a team in memory, with a provider that meets
 * fates and a clock that moves only when told.
 */
export async function operationWorld(kind: 'install' | 'provision') {
  let nowMs = Date.parse('2026-01-05T10:00:00Z');
  const now = () => new Date(nowMs);
  const team = createTeamInMemory(() => nowMs);
  const outside = createFatefulProvider();
  const { provider } = outside;
  const knownExternalIds = async () =>
    new Set([...team.state().resources.values()].flatMap(({ externalId }) => externalId ?? []));
  /** Every attempt is made by another process, which knows only what is committed. */
  const startProcess = () =>
    createRunOperation<MemoryTx>({
      now,
      transact: team.transact,
      handlers: {
        install: installHandler({ provider, now }),
        provision: provisionHandler({ provider, now, knownExternalIds }),
        'update-installation': notPlayed,
        uninstall: notPlayed,
        'update-resource': notPlayed,
        'delete-resource': notPlayed,
      },
    });
  const begun = await team.transact(ids.team, (tx) => begin(tx, kind, now()));

  const attempt = (operation: Operation) => startProcess().attempt(operation);
  const resume = () => startProcess().resume(ids.team, ids.operation);

  /** A process that dies leaves only what is committed. */
  async function survive(work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) => {
      if (!(error instanceof ProcessDied)) throw error;
    });
  }

  /** Moves the clock to when the operation can be taken up, and makes one attempt. */
  async function takeUp(): Promise<void> {
    const queued = team.state().queue.get(ids.operation);
    if (queued === undefined) throw new Error('the operation has ended');
    nowMs = Math.max(nowMs, queued.dueAtMs, queued.leasedUntilMs);
    await survive(resume());
  }

  return {
    ids,
    begun,
    team,
    outside,
    attempt,
    resume,
    nowMs: () => nowMs,
    /** Makes attempts from the first on, as time goes by. */
    attempts: async (count: number) => {
      await survive(attempt(begun));
      for (let made = 1; made < count; made++) await takeUp();
    },
    takeUp,
    /** Gives the team another resource, which the provider knows by this id. */
    hold: (name: string, externalId: ExternalResourceId) =>
      team.transact(ids.team, (tx) =>
        tx.resources.insert({
          ...resourceCalled(name, { id: ids.otherResource, at: now() }),
          lifecycle: 'active',
          externalId,
        }),
      ),
    /** What a row of docs/outcomes.md is about. */
    standing: () => {
      const operation = team.state().operations.get(ids.operation) ?? begun;
      const { status, phase, attempts, refusal } = operation;
      const queued = team.state().queue.get(ids.operation);
      const installation = team.state().installations.get(ids.installation);
      const resource = team.state().resources.get(ids.resource);
      return {
        operation: status === 'running' ? phase : status,
        attempts,
        ...(refusal === null ? {} : { code: refusal.code }),
        ...(queued === undefined
          ? {}
          : { againInMs: Math.max(queued.dueAtMs, queued.leasedUntilMs) - nowMs }),
        lifecycle: kind === 'install' ? installation?.lifecycle : resource?.lifecycle,
        left: kind === 'install' ? outside.accounts.size : outside.resources().length,
        events: team.state().events.map(({ type }) => type),
      };
    },
  };
}

async function begin(tx: MemoryTx, kind: 'install' | 'provision', at: Date): Promise<Operation> {
  const installation = beginInstallation(
    {
      id: ids.installation,
      teamId: ids.team,
      integrationId: ids.integration,
      kind: 'native',
      acceptedPolicies: {},
      installedBy: null,
    },
    at,
  );
  await tx.installations.insert(
    kind === 'install' ? installation : installed(installation, {}, at),
  );
  if (kind === 'provision') {
    await tx.resources.insert(resourceCalled('main', { id: ids.resource, at }));
  }
  const queued = await enqueueOperation(
    tx.operations,
    beginOperation({
      id: ids.operation,
      teamId: ids.team,
      installationId: ids.installation,
      resourceId: kind === 'install' ? null : ids.resource,
      callerKey: null,
      actor: { kind: 'person', userId: 'usr_1' },
      intent: intents[kind],
      traceId: '0'.repeat(32),
      at,
    }),
  );
  if (!queued.ok) throw new Error(queued.error.message);
  return queued.value;
}

function resourceCalled(name: string, { id, at }: { id: ResourceId; at: Date }): Resource {
  const { team, installation, product, operation } = ids;
  const about = { teamId: team, installationId: installation, productId: product };
  return beginResource({ id, ...about, name, metadata: {}, provisionedBy: operation }, at);
}

const intents = {
  install: { kind: 'install', acceptedPolicies: {} },
  provision: { kind: 'provision', product: 'db', name: 'main', metadata: {}, billingPlanId: 'pro' },
} as const satisfies Record<string, Intent>;

async function isNotPlayed(): Promise<never> {
  throw new Error('only installing and provisioning are played here');
}
const notPlayed: OperationHandler<MemoryTx, never> = {
  send: isNotPlayed,
  settle: isNotPlayed,
  succeed: isNotPlayed,
  fail: isNotPlayed,
};
