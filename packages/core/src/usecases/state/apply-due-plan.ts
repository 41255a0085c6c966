import type { InstallationId, ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import { afterDue, type PlanState } from '../../domain/catalog/plan-change.ts';
import type { TeamTx, Transact } from '../team-tx.ts';

type Tx = Pick<TeamTx, 'clock' | 'installations' | 'resources' | 'events'>;

/** What a waiting plan is of. */
export type PlanHolder = { readonly teamId: TeamId } & (
  | { readonly resourceId: ResourceId }
  | { readonly installationId: InstallationId }
);

/** Lets the waiting plan of a resource or an installation hold, once its time has come. Once is enough. */
export function createApplyDuePlan(transact: Transact<Tx>, now: () => Date) {
  return (holder: PlanHolder): Promise<void> =>
    transact(holder.teamId, (tx) =>
      'resourceId' in holder
        ? applyToResource(tx, holder.resourceId, now())
        : applyToInstallation(tx, holder.installationId, now()),
    );
}

async function applyToResource(tx: Tx, id: ResourceId, at: Date): Promise<void> {
  const resource = await tx.resources.lock(id);
  const isHere = resource?.lifecycle === 'active' || resource?.lifecycle === 'deleting';
  const after = isHere ? afterDue(resource, await tx.clock.now()) : undefined;
  if (!resource || !after) return;
  await tx.resources.save({ ...resource, ...after, updatedAt: at });
  await tx.events.append({
    type: 'resource.plan-changed',
    actor: { kind: 'system' },
    subject: { resource: id, installation: resource.installationId },
    data: changeOf(resource, after),
  });
}

async function applyToInstallation(tx: Tx, id: InstallationId, at: Date): Promise<void> {
  const installation = await tx.installations.lock(id);
  const { lifecycle } = installation ?? {};
  const isHere = lifecycle === 'installed' || lifecycle === 'uninstalling';
  const after = installation && isHere ? afterDue(installation, await tx.clock.now()) : undefined;
  if (!installation || !after) return;
  await tx.installations.save({ ...installation, ...after, updatedAt: at });
  await tx.events.append({
    type: 'installation.plan-changed',
    actor: { kind: 'system' },
    subject: { installation: id },
    data: changeOf(installation, after),
  });
}

function changeOf(before: PlanState, after: PlanState) {
  return {
    before: { billingPlanId: before.billingPlan?.id ?? null },
    after: { billingPlanId: after.billingPlan?.id ?? null },
  };
}
