import type { InstallationId, OperationId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import {
  type InstallationReport,
  withInstallationReport,
} from '../../domain/installation/installation.ts';
import { freeOfTerms } from '../../domain/mandate/budget.ts';
import { beginOperation, type OperationRefusal } from '../../domain/operation/operation.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { isAgent } from '../mandate/permit-agent.ts';
import { enqueueOperation, findRepeated } from '../operation/begin-operation.ts';
import { type Begun, begunOf } from '../operation/begun.ts';
import type { OperationHandler } from '../operation/operation-handler.ts';
import type { Provider } from '../provider.ts';
import type { Transact } from '../team-tx.ts';
import { requireNative } from './require-installed.ts';
import type { UpdateInstallationTx } from './update-installation.ts';

export type RenewPorts = {
  readonly transact: Transact<UpdateInstallationTx>;
  readonly now: () => Date;
  readonly mintOperationId: () => OperationId;
};

export type RenewRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
  /** Accepted once more, just now; what was accepted before stays. */
  readonly acceptedPolicies: readonly string[];
  readonly callerKey: string | null;
  readonly traceId: string;
};

/**
 * Begins to make an installation known to its provider once more: with policies accepted anew, the
 * newest credential, and whom to contact now.
 *
 * @see spec/partner-api.md §4.2
 */
export function createRenewInstallation({ transact, now, mintOperationId }: RenewPorts) {
  return ({ installationId, ...request }: RenewRequest) =>
    transact(request.teamId, async (tx): Promise<Result<Begun, Refusal>> => {
      const { callerKey, acceptedPolicies, ...by } = request;
      const repeated = await findRepeated(tx.operations, callerKey);
      if (repeated !== undefined) return ok({ operation: repeated, isNew: false });
      const current = requireNative(installationId, await tx.installations.lock(installationId));
      if (!current.ok) return current;
      const at = now();
      // what an agent would accept, somebody has to accept for it
      const own = isAgent(by.actor) ? [] : acceptedPolicies;
      const accepted = own.map((policy) => [policy, at.toISOString()]);
      const operation = beginOperation({
        ...by,
        callerKey,
        id: mintOperationId(),
        installationId,
        resourceId: null,
        intent: {
          kind: 'renew-installation',
          acceptedPolicies: {
            ...current.value.acceptedPolicies,
            ...Object.fromEntries(accepted),
          },
        },
        at,
      });
      const queued = await enqueueOperation(tx, operation, {
        ...freeOfTerms,
        policies: acceptedPolicies,
      });
      return begunOf(queued);
    });
}

/** Tells the provider again. To repeat it changes nothing more, so an unknown outcome is settled so. */
export function renewInstallationHandler({
  provider,
  now,
}: {
  readonly provider: Pick<Provider, 'upsertInstallation'>;
  readonly now: () => Date;
}): OperationHandler<UpdateInstallationTx, InstallationReport> {
  return {
    send: (operation) => provider.upsertInstallation(operation),
    settle: async (operation) => {
      const outcome = await provider.upsertInstallation(operation);
      if (outcome.kind === 'answered') return { kind: 'happened', answer: outcome.answer };
      const isFinal = outcome.kind === 'refused' && !outcome.isRetryable;
      return isFinal ? { kind: 'undone', refusal: notRenewed } : { kind: 'unknown' };
    },
    succeed: async (tx, operation, report) => {
      const { intent } = operation;
      const current = await tx.installations.lock(operation.installationId);
      if (current === undefined || intent.kind !== 'renew-installation') return undefined;
      const { acceptedPolicies } = intent;
      const told = withInstallationReport(current, report ?? {}, now(), {
        billedAt: await tx.clock.now(),
      });
      await tx.installations.save({ ...told, acceptedPolicies });
      await tx.events.append({
        type: 'installation.renewed',
        actor: operation.actor,
        subject: { installation: current.id },
        operationId: operation.id,
        data: { acceptedPolicies },
      });
      return undefined;
    },
    fail: async (tx, operation, refusal) => {
      await tx.events.append({
        type: 'installation.renewal-failed',
        actor: operation.actor,
        subject: { installation: operation.installationId },
        operationId: operation.id,
        data: { code: refusal.code, message: refusal.message },
      });
    },
  };
}

const notRenewed: OperationRefusal = {
  code: 'provider_outcome_unknown',
  message:
    'The provider never said whether it took the renewal, and now refuses it. Ask the provider, or try again.',
};
