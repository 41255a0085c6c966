import {
  type Actor,
  notNeeded,
  ok,
  type Refreshed,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import type { Finding } from '@kontor/protocol/kontor';
import {
  externalResourceId,
  installationId,
  resourceId,
  teamId,
} from '@kontor/protocol/vocabulary';
import { outcomeOfOperation } from '../http/routes/operation-answer.ts';
import { traceIdOf } from '../http/trace.ts';
import type { RoutesPorts } from '../routes.ts';
import type { createUseCases } from '../use-cases.ts';
import type { ReconciliationStore } from './reconciliation-store.ts';

export type RepairPorts = Pick<
  ReturnType<typeof createUseCases>,
  'refreshResource' | 'refreshInstallation' | 'forgetGhost' | 'removeLeftover'
> &
  Pick<RoutesPorts, 'run'> & { readonly store: Pick<ReconciliationStore, 'noteRepair'> };

/**
 * Does what a finding says that its repair does. Each way looks once more, at the provider and here,
 * before it changes anything, and changes nothing the second time.
 */
export async function repair(
  ports: RepairPorts,
  finding: Finding,
  actor: Actor,
): Promise<Result<'repaired' | 'repairing', Refusal>> {
  if (finding.state !== 'open') return ok(finding.state);
  const done = await act(ports, finding, actor);
  if (done.ok && done.value === 'repaired' && finding.repair !== 'remove') {
    await ports.store.noteRepair(placeOf(finding), { operationId: null });
  }
  return done;
}

function act(ports: RepairPorts, finding: Finding, actor: Actor) {
  switch (finding.repair) {
    case 'take-over':
      return takeOver(ports, finding);
    case 'forget':
      return forget(ports, finding, actor);
    case 'remove':
      return remove(ports, finding, actor);
    case null:
      return Promise.resolve(
        refuse('repair_not_offered', `Nothing can be done about it here. ${finding.advice}`),
      );
  }
}

async function takeOver(
  { refreshResource, refreshInstallation }: RepairPorts,
  finding: Finding,
): Promise<Result<'repaired', Refusal>> {
  const team = teamId.parse(finding.team.id);
  const refreshed =
    finding.resourceId === null
      ? await refreshInstallation({
          teamId: team,
          installationId: installationId.parse(finding.installationId),
        })
      : await refreshResource({ teamId: team, resourceId: resourceId.parse(finding.resourceId) });
  return afterReading(refreshed);
}

function afterReading(refreshed: Refreshed): Result<'repaired', Refusal> {
  switch (refreshed.kind) {
    case 'current':
      return ok('repaired');
    case 'gone':
      return notNeeded(
        `It is gone ${refreshed.where === 'host' ? 'here' : 'at the provider'} by now.`,
      );
    case 'later':
      return refuse(
        'provider_unreachable',
        `The provider was not heard (${refreshed.reason}), so nothing was changed. Try again later.`,
      );
  }
}

async function forget(
  { forgetGhost }: RepairPorts,
  { team, resourceId: named }: Finding,
  actor: Actor,
): Promise<Result<'repaired', Refusal>> {
  if (named === null) return notNeeded('There is no resource to forget.');
  const forgotten = await forgetGhost({
    teamId: teamId.parse(team.id),
    resourceId: resourceId.parse(named),
    actor,
  });
  return forgotten.ok ? ok('repaired') : forgotten;
}

async function remove(
  { removeLeftover, run, store }: RepairPorts,
  finding: Finding,
  actor: Actor,
): Promise<Result<'repaired' | 'repairing', Refusal>> {
  const { externalId } = finding;
  const begun = await removeLeftover({
    teamId: teamId.parse(finding.team.id),
    actor,
    installationId: installationId.parse(finding.installationId),
    externalId: externalId === null ? null : externalResourceId.parse(externalId),
    callerKey: `repair ${finding.id}`,
    traceId: traceIdOf(undefined),
  });
  if (!begun.ok) return begun;
  const { id } = begun.value.operation;
  await store.noteRepair(placeOf(finding), { operationId: id });
  const outcome = outcomeOfOperation(await run(begun.value));
  if (!outcome.ok) return outcome;
  return ok(outcome.value === 'succeeded' ? 'repaired' : 'repairing');
}

function placeOf({ team, id }: Finding) {
  return { teamId: team.id, findingId: id };
}
