import type { InstallationId, OperationId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import {
  stillInstalled,
  uninstalled,
  uninstalling,
} from '../../domain/installation/installation.ts';
import { beginOperation, type Operation } from '../../domain/operation/operation.ts';
import type { Resource } from '../../domain/resource/resource.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { waiveCarried } from '../billing/carry-invoices.ts';
import type { KeepInvoiceTx } from '../billing/keep-invoice.ts';
import {
  type EnqueueTx,
  enqueueOperation,
  findRepeated,
  operationRunning,
} from '../operation/begin-operation.ts';
import type { Begun } from '../operation/begun.ts';
import type { OperationHandler } from '../operation/operation-handler.ts';
import type { Provider } from '../provider.ts';
import { type ForgetTx, forgetResources } from '../resource/forget-resource.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { requireInstalled } from './require-installed.ts';

export type UninstallTx = ForgetTx & KeepInvoiceTx & EnqueueTx & Pick<TeamTx, 'clock'>;

export type UninstallPorts = {
  readonly transact: Transact<UninstallTx>;
  readonly now: () => Date;
  readonly mintOperationId: () => OperationId;
};

export type UninstallRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
  /** Whether it is refused while there are resources, which would go with it. */
  readonly mustBeEmpty?: boolean;
  readonly callerKey: string | null;
  readonly traceId: string;
};

/**
 * Begins to uninstall. Refused while anything in the installation is still on its way, so that no
 * resource is made in an account that is being closed.
 *
 * @see spec/partner-api.md §4.4
 */
export function createUninstall(ports: UninstallPorts) {
  return ({ installationId, mustBeEmpty = false, ...request }: UninstallRequest) =>
    ports.transact(request.teamId, async (tx): Promise<Result<Begun, Refusal>> => {
      const { callerKey } = request;
      const repeated = await findRepeated(tx.operations, callerKey);
      if (repeated !== undefined) return ok({ operation: repeated, isNew: false });
      const current = requireInstalled(installationId, await tx.installations.lock(installationId));
      if (!current.ok) return current;
      const running = await tx.operations.findRunningWithin(installationId);
      if (running !== undefined) return operationRunning(running);
      const remaining = mustBeEmpty ? await tx.resources.listOf(installationId) : [];
      if (remaining.length > 0) return resourcesRemain(remaining);
      const at = ports.now();
      await tx.installations.save(
        uninstalling(current.value, { isAsked: request.actor.kind !== 'system', at }),
      );
      const operation = beginOperation({
        ...request,
        id: ports.mintOperationId(),
        installationId,
        resourceId: null,
        intent: {
          kind: 'uninstall',
          ...(current.value.kind === 'connectable' && { isLinked: true }),
        },
        at,
      });
      const queued = await enqueueOperation(tx, operation);
      return queued.ok ? ok({ operation, isNew: true }) : queued;
    });
}

function resourcesRemain(resources: readonly Resource[]) {
  const names = resources.map(({ name }) => name);
  return refuse(
    'resources_remain',
    `The installation still has resources: ${names.join(', ')}. Remove them first.`,
    { resources: resources.map(({ id, name }) => ({ id, name })) },
  );
}

/** Closes the team's account at the provider; its resources and their variables go with it. */
export function uninstallHandler({
  provider,
  now,
}: {
  readonly provider: Pick<Provider, 'deleteInstallation'>;
  readonly now: () => Date;
}): OperationHandler<UninstallTx, { readonly isFinalized: boolean }> {
  return {
    send: async (operation) =>
      isLinked(operation)
        ? { kind: 'answered', answer: { isFinalized: true } }
        : provider.deleteInstallation(operation),
    settle: async (operation) => {
      if (isLinked(operation)) return { kind: 'happened', answer: { isFinalized: true } };
      const outcome = await provider.deleteInstallation(operation, { asSystem: true });
      if (outcome.kind === 'answered') return { kind: 'happened', answer: outcome.answer };
      const isGone = outcome.kind === 'refused' && [404, 410].includes(outcome.refusal.status);
      return isGone ? { kind: 'happened', answer: { isFinalized: true } } : { kind: 'unknown' };
    },
    succeed: (tx, operation, answer) =>
      // nothing found there means nothing more will come from there
      closeInstallation(tx, operation, { isFinalized: answer?.isFinalized ?? true, at: now() }),
    fail: async (tx, operation, refusal) => {
      const current = await tx.installations.lock(operation.installationId);
      if (current === undefined) return;
      await tx.installations.save(stillInstalled(current, now()));
      await tx.events.append({
        type: 'installation.removal-failed',
        actor: operation.actor,
        subject: { installation: current.id },
        operationId: operation.id,
        data: { code: refusal.code, message: refusal.message },
      });
    },
  };
}

function isLinked({ intent }: Operation): boolean {
  return intent.kind === 'uninstall' && intent.isLinked === true;
}

async function closeInstallation(
  tx: UninstallTx,
  operation: Operation,
  { isFinalized, at }: { readonly isFinalized: boolean; readonly at: Date },
): Promise<undefined> {
  const current = await tx.installations.lock(operation.installationId);
  if (current === undefined) return undefined;
  const resources = await lockAllOf(tx, current.id);
  const openInvoices = await tx.invoices.countOpen(current.id);
  // the day for last invoices is a day by which the team is billed
  const billedAt = await tx.clock.now();
  const gone = uninstalled(current, { isFinalized, openInvoices, at: billedAt });
  await tx.installations.save(gone);
  // both tell of what they do, and the head of the log is locked after everything else
  if (gone.finalizedAt !== null) await tx.invoices.lockCarried(current.id);
  await forgetResources(tx, resources, { actor: operation.actor, operationId: operation.id, at });
  if (gone.finalizedAt !== null) await waiveCarried(tx, current.id, billedAt);
  await tx.events.append({
    type: 'installation.removed',
    actor: operation.actor,
    subject: { installation: current.id, integration: current.integrationId },
    operationId: operation.id,
    data: { finalized: gone.finalizedAt !== null },
  });
  return undefined;
}

/**
 * Its resources, as they are once nobody else changes them or puts their secrets anywhere. They are
 * locked in order of their ids; who held one before may have ended it.
 */
async function lockAllOf(
  { resources }: Pick<UninstallTx, 'resources'>,
  id: InstallationId,
): Promise<readonly Resource[]> {
  const locked: Resource[] = [];
  for (const listed of await resources.listOf(id)) {
    const resource = await resources.lock(listed.id);
    if (resource === undefined) continue;
    if (resource.lifecycle !== 'deleted' && resource.lifecycle !== 'failed') locked.push(resource);
  }
  return locked;
}
