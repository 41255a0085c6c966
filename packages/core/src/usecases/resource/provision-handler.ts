import { applySecrets, emptyKeyset } from '../../domain/keyset/keyset.ts';
import { isAskedFor } from '../../domain/operation/asked-for.ts';
import type { Operation, OperationRefusal } from '../../domain/operation/operation.ts';
import {
  deleted,
  provisioned,
  provisionFailed,
  type Resource,
} from '../../domain/resource/resource.ts';
import type { OperationHandler, Settlement } from '../operation/operation-handler.ts';
import type { Provider, ProvisionedReport } from '../provider.ts';
import type { ProvisionTx } from './provision-resource.ts';

type Ports = {
  readonly provider: Pick<Provider, 'provisionResource' | 'listResources' | 'deleteResource'>;
  /** Provider ids of an operation's installation that the host already knows as resources. */
  readonly knownExternalIds: (operation: Operation) => Promise<ReadonlySet<string>>;
  /** Whether no plan covers the installation of an operation as a whole, so that each resource has its own. */
  readonly needsOwnPlan: (operation: Operation) => Promise<boolean>;
  readonly now: () => Date;
};

/**
 * Makes the resource at the provider. An outcome that stayed unknown cannot be taken over, because
 * only the first answer carries the secrets: what was made is removed, and the operation fails.
 *
 * @see spec/resources.md — RES-11, RES-14, RES-15
 */
export function provisionHandler(ports: Ports): OperationHandler<ProvisionTx, ProvisionedReport> {
  return {
    send: async (operation) => {
      const outcome = await ports.provider.provisionResource(operation);
      if (outcome.kind !== 'answered') return outcome;
      const keyset = applySecrets(emptyKeyset, { secrets: outcome.answer.secrets });
      // secrets that cannot be kept make the answer as good as unread, and so does a plan that nobody knows
      const isWhole =
        keyset.ok &&
        isAddressable(outcome.answer.externalId) &&
        (outcome.answer.billingPlan !== undefined || !(await ports.needsOwnPlan(operation)));
      if (!isWhole) return { kind: 'unknown', reason: 'unreadable' };
      if (operation.mayHaveHappened) await removeTwins(ports, operation, outcome.answer.externalId);
      return outcome;
    },
    settle: (operation) => removeWhatItMade(ports, operation),
    succeed: async (tx, operation, report) => {
      const { resourceId, installationId } = operation;
      if (resourceId === null || report === undefined) return undefined;
      const [current, holder] = await Promise.all([
        tx.resources.lock(resourceId),
        tx.resources.findExternal(installationId, report.externalId),
      ]);
      if (current === undefined) return undefined;
      if (holder !== undefined && holder.id !== current.id) {
        if (!isBroughtMeanwhile(holder, operation)) return alreadyHere(holder.name);
        // the provider told of it before its own answer came: the two are one, and this one has the secrets
        await tx.keysets.remove(holder.id);
        await tx.resources.save(deleted(holder, ports.now()));
      }
      const keyset = applySecrets(emptyKeyset, { secrets: report.secrets });
      if (!keyset.ok) throw new Error('secrets were checked when they were received');
      await Promise.all([
        tx.resources.saveUnderName(provisioned(current, report, ports.now())),
        tx.keysets.save(current.id, keyset.value),
        tx.events.append({
          type: 'resource.provisioned',
          actor: operation.actor,
          subject: { resource: current.id, installation: current.installationId },
          operationId: operation.id,
          data: {
            name: current.name,
            status: report.status,
            billingPlanId: report.billingPlan?.id ?? null,
          },
        }),
      ]);
      return undefined;
    },
    fail: async (tx, operation, refusal) => {
      const current = operation.resourceId && (await tx.resources.lock(operation.resourceId));
      if (!current) return;
      await tx.resources.save(provisionFailed(current, ports.now()));
      await tx.events.append({
        type: 'resource.provision-failed',
        actor: operation.actor,
        subject: { resource: current.id, installation: current.installationId },
        operationId: operation.id,
        data: { name: current.name, code: refusal.code, message: refusal.message },
      });
    },
  };
}

/**
 * Removes what this operation, and only this one, may have made: the one resource of just the name,
 * product, plan and metadata asked for that the provider has and the host never knew.
 */
async function removeWhatItMade(
  { provider, knownExternalIds }: Ports,
  operation: Operation,
): Promise<Settlement<ProvisionedReport>> {
  const listed = await provider.listResources(operation);
  if (listed.kind === 'refused' && !listed.isRetryable)
    return { kind: 'undone', refusal: cannotBeAsked };
  if (listed.kind !== 'answered') return { kind: 'unknown' };
  const known = await knownExternalIds(operation);
  const candidates = listed.answer.filter(
    (report) => isAskedFor(operation.intent, report) && !known.has(report.externalId),
  );
  const [orphan] = candidates;
  if (orphan === undefined) return { kind: 'undone', refusal: notMade };
  if (candidates.length > 1) return { kind: 'undone', refusal: cannotBeTold };
  const removed = await provider.deleteResource(operation, orphan.externalId, { asSystem: true });
  const isGone =
    removed.kind === 'answered' ||
    (removed.kind === 'refused' && [404, 410].includes(removed.refusal.status));
  return isGone ? { kind: 'undone', refusal: takenBack } : { kind: 'unknown' };
}

/**
 * After an outcome that was unknown, a provider that does not know idempotency keys has made the
 * resource twice. The one that was answered stays; what matches the request beside it goes. What a
 * provider cannot list is left as it is.
 */
async function removeTwins(
  { provider, knownExternalIds }: Ports,
  operation: Operation,
  kept: string,
): Promise<void> {
  const listed = await provider.listResources(operation);
  if (listed.kind !== 'answered') return;
  const known = await knownExternalIds(operation);
  const twins = listed.answer.filter(
    (report) =>
      isAskedFor(operation.intent, report) &&
      report.externalId !== kept &&
      !known.has(report.externalId),
  );
  for (const { externalId } of twins) {
    await provider.deleteResource(operation, externalId, { asSystem: true });
  }
}

function isBroughtMeanwhile(holder: Resource, operation: Operation): boolean {
  return holder.provisionedBy === null && holder.createdAt > operation.createdAt;
}

/** An id that would turn the path of a call into another one can never be asked for again. */
function isAddressable(externalId: string): boolean {
  return externalId !== '.' && externalId !== '..';
}

/** Some providers answer a resource that they have already, by its name. It is not this operation's to touch. */
function alreadyHere(name: string): OperationRefusal {
  return {
    code: 'provider_refused',
    message: `The provider answered with a resource that is here already, as '${name}'. Nothing was made; use that one.`,
  };
}

const code = 'provider_outcome_unknown';
const notMade: OperationRefusal = {
  code,
  message: 'The provider did not make the resource. Try again.',
};
const takenBack: OperationRefusal = {
  code,
  message:
    'The provider made the resource but its secrets never arrived, so it was removed there. Try again.',
};
const cannotBeAsked: OperationRefusal = {
  code,
  message:
    'The provider never said whether it made the resource, and cannot be asked. Ask the provider to look for one left over.',
};
const cannotBeTold: OperationRefusal = {
  code,
  message:
    'The provider has several resources of this name that are not known here, so none was removed. Ask the provider to look for one left over.',
};
