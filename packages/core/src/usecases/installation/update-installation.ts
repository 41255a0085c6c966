import type { InstallationId, OperationId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import {
  type InstallationReport,
  withInstallationReport,
} from '../../domain/installation/installation.ts';
import type { Terms } from '../../domain/mandate/budget.ts';
import { beginOperation, type OperationRefusal } from '../../domain/operation/operation.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { type EnqueueTx, enqueueOperation, findRepeated } from '../operation/begin-operation.ts';
import { type Begun, begunOf } from '../operation/begun.ts';
import type { OperationHandler } from '../operation/operation-handler.ts';
import type { Provider } from '../provider.ts';
import { summaryOf } from '../state/told-of-installation.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { requireNative } from './require-installed.ts';

export type UpdateInstallationTx = EnqueueTx & Pick<TeamTx, 'clock' | 'events'>;

export type UpdateInstallationPorts = {
  readonly transact: Transact<UpdateInstallationTx>;
  readonly now: () => Date;
  readonly mintOperationId: () => OperationId;
};

export type UpdateInstallationRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
  readonly billingPlanId: string;
  readonly callerKey: string | null;
  readonly traceId: string;
  /** What it costs and what has to be accepted, where an agent asks. */
  readonly terms?: Terms;
};

/** Begins to change the plan of an installation that is billed as a whole. @see spec/concepts.md — C23 */
export function createUpdateInstallation(ports: UpdateInstallationPorts) {
  return ({ installationId, billingPlanId, terms, ...request }: UpdateInstallationRequest) =>
    ports.transact(request.teamId, async (tx): Promise<Result<Begun, Refusal>> => {
      const { callerKey } = request;
      const repeated = await findRepeated(tx.operations, callerKey);
      if (repeated !== undefined) return ok({ operation: repeated, isNew: false });
      const current = requireNative(installationId, await tx.installations.lock(installationId));
      if (!current.ok) return current;
      const operation = beginOperation({
        ...request,
        id: ports.mintOperationId(),
        installationId,
        resourceId: null,
        intent: { kind: 'update-installation', billingPlanId },
        at: ports.now(),
      });
      const queued = await enqueueOperation(tx, operation, terms);
      return begunOf(queued);
    });
}

/** Changes the plan at the provider; what stayed unknown is read from there. */
export function updateInstallationHandler({
  provider,
  now,
}: {
  readonly provider: Pick<Provider, 'updateInstallation' | 'getInstallation'>;
  readonly now: () => Date;
}): OperationHandler<UpdateInstallationTx, InstallationReport> {
  return {
    send: (operation) => provider.updateInstallation(operation),
    settle: async (operation) => {
      const outcome = await provider.getInstallation(operation);
      if (outcome.kind !== 'answered') return { kind: 'unknown' };
      const { intent } = operation;
      const wanted = intent.kind === 'update-installation' ? intent.billingPlanId : undefined;
      return outcome.answer.billingPlan?.id === wanted
        ? { kind: 'happened', answer: outcome.answer }
        : { kind: 'undone', refusal: notChanged };
    },
    succeed: async (tx, operation, report) => {
      const current = await tx.installations.lock(operation.installationId);
      if (current === undefined) return undefined;
      const isPlanChange = true;
      // what the provider has said of it meanwhile is newer than its answer may be
      const isStale = current.updatedAt > operation.createdAt;
      const told = isStale ? { ...report, notification: undefined } : (report ?? {});
      const billedAt = await tx.clock.now();
      const after = withInstallationReport(current, told, now(), { isPlanChange, billedAt });
      await tx.installations.save(after);
      await tx.events.append({
        type: 'installation.updated',
        actor: operation.actor,
        subject: { installation: current.id },
        operationId: operation.id,
        data: { before: summaryOf(current), after: summaryOf(after) },
      });
      return undefined;
    },
    fail: async (tx, operation, refusal) => {
      await tx.events.append({
        type: 'installation.update-failed',
        actor: operation.actor,
        subject: { installation: operation.installationId },
        operationId: operation.id,
        data: { code: refusal.code, message: refusal.message },
      });
    },
  };
}

const notChanged: OperationRefusal = {
  code: 'provider_outcome_unknown',
  message: 'The provider did not change the plan. Try again.',
};
