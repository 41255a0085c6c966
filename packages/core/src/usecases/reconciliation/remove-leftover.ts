import type {
  ExternalResourceId,
  InstallationId,
  OperationId,
  TeamId,
} from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import {
  beginOperation,
  type Operation,
  type OperationRefusal,
} from '../../domain/operation/operation.ts';
import type { ProviderOutcome } from '../../domain/operation/outcome.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { findRepeated, queueOperation } from '../operation/begin-operation.ts';
import type { Begun } from '../operation/begun.ts';
import type { OperationHandler, Settlement } from '../operation/operation-handler.ts';
import type { Provider } from '../provider.ts';
import type { TeamTx, Transact } from '../team-tx.ts';

export type RemoveLeftoverTx = Pick<TeamTx, 'installations' | 'operations' | 'events'>;

export type RemoveLeftoverPorts = {
  readonly transact: Transact<RemoveLeftoverTx>;
  readonly now: () => Date;
  readonly mintOperationId: () => OperationId;
};

export type RemoveLeftoverRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
  /** What is left there; null for the account of the installation with everything in it. */
  readonly externalId: ExternalResourceId | null;
  readonly callerKey: string | null;
  readonly traceId: string;
};

/**
 * Begins to remove at the provider what an operation of the host left there. While it runs nothing else
 * is begun for the installation as a whole. Whether it is a leftover is looked at before the removal.
 *
 * @see docs/outcomes.md — LEFT-1 to LEFT-12
 */
export function createRemoveLeftover(ports: RemoveLeftoverPorts) {
  return ({
    installationId,
    externalId,
    ...request
  }: RemoveLeftoverRequest): Promise<Result<Begun, Refusal>> =>
    ports.transact(request.teamId, async (tx): Promise<Result<Begun, Refusal>> => {
      const repeated = await findRepeated(tx.operations, request.callerKey);
      if (repeated !== undefined) return ok({ operation: repeated, isNew: false });
      if ((await tx.installations.lock(installationId)) === undefined) {
        return refuse('installation_not_found', `There is no installation '${installationId}'.`);
      }
      const operation = beginOperation({
        ...request,
        id: ports.mintOperationId(),
        installationId,
        resourceId: null,
        intent: { kind: 'remove-leftover', externalId },
        at: ports.now(),
      });
      const queued = await queueOperation(tx.operations, operation);
      return queued.ok ? ok({ operation, isNew: true }) : queued;
    });
}

/** Whether it was removed, had gone already, or has been left because somebody has it. */
export type LeftoverAnswer = { readonly became: 'removed' | 'gone' | 'kept' };

type HandlerPorts = {
  readonly provider: Pick<
    Provider,
    'getInstallation' | 'deleteInstallation' | 'getResource' | 'deleteResource'
  >;
  /** Whether nobody here has it, at this moment. */
  readonly isLeftover: (
    operation: Operation,
    externalId: ExternalResourceId | null,
  ) => Promise<boolean>;
};

/** Looks, at the provider and here, and removes what only the provider has. */
export function removeLeftoverHandler({
  provider,
  isLeftover,
}: HandlerPorts): OperationHandler<RemoveLeftoverTx, LeftoverAnswer> {
  const read = (operation: Operation, externalId: ExternalResourceId | null) =>
    externalId === null
      ? provider.getInstallation(operation)
      : provider.getResource(operation, externalId);
  const remove = (operation: Operation, externalId: ExternalResourceId | null) =>
    externalId === null
      ? provider.deleteInstallation(operation, { asSystem: true })
      : provider.deleteResource(operation, externalId, { asSystem: true });
  return {
    send: async (operation): Promise<ProviderOutcome<LeftoverAnswer>> => {
      const externalId = externalIdOf(operation);
      const seen = await read(operation, externalId);
      if (isGone(seen)) return became('gone');
      if (seen.kind !== 'answered') return seen;
      if (!(await isLeftover(operation, externalId))) return became('kept');
      const removed = await remove(operation, externalId);
      return removed.kind === 'answered' ? became('removed') : removed;
    },
    settle: async (operation): Promise<Settlement<LeftoverAnswer>> => {
      const seen = await read(operation, externalIdOf(operation));
      if (isGone(seen)) return { kind: 'happened', answer: { became: 'removed' } };
      return seen.kind === 'answered'
        ? { kind: 'undone', refusal: stillThere }
        : { kind: 'unknown' };
    },
    succeed: async (tx, operation, answer) => {
      if (answer?.became === 'kept') return inUse;
      await tx.events.append({
        type: 'leftover.removed',
        actor: operation.actor,
        subject: { installation: operation.installationId },
        operationId: operation.id,
        data: { externalId: externalIdOf(operation) },
      });
      return undefined;
    },
    fail: async (tx, operation, { code, message }) => {
      await tx.events.append({
        type: 'leftover.removal-failed',
        actor: operation.actor,
        subject: { installation: operation.installationId },
        operationId: operation.id,
        data: { externalId: externalIdOf(operation), code, message },
      });
    },
  };
}

function externalIdOf({ intent }: Operation): ExternalResourceId | null {
  if (intent.kind !== 'remove-leftover') throw new TypeError(`wrong intent ${intent.kind}`);
  return intent.externalId;
}

function became(what: LeftoverAnswer['became']): ProviderOutcome<LeftoverAnswer> {
  return { kind: 'answered', answer: { became: what } };
}

function isGone(outcome: ProviderOutcome<object>): boolean {
  if (outcome.kind === 'refused') return [404, 410].includes(outcome.refusal.status);
  return (
    outcome.kind === 'answered' &&
    'status' in outcome.answer &&
    outcome.answer.status === 'uninstalled'
  );
}

const inUse: OperationRefusal = {
  code: 'repair_not_needed',
  message: 'Somebody here has it by now, or it is on its way, so it was left as it is.',
};

const stillThere: OperationRefusal = {
  code: 'provider_outcome_unknown',
  message: 'The provider still has it. Try again, or ask the provider to remove it.',
};
