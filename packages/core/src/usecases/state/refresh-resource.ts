import type {
  ExternalResourceId,
  InstallationId,
  ResourceId,
  TeamId,
} from '@kontor/protocol/vocabulary';
import { type Resource, type ResourceReport, withReport } from '../../domain/resource/resource.ts';
import type { InstallationRef, StateReader } from '../provider.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { isSame } from './is-same.ts';
import { changedMeanwhile, type Refreshed, readings, toldOnly, unanswered } from './refreshed.ts';

export type RefreshResourceTx = Pick<TeamTx, 'clock' | 'installations' | 'resources' | 'events'>;

export type RefreshResourcePorts = {
  readonly state: Pick<StateReader, 'getResource'>;
  readonly transact: Transact<RefreshResourceTx>;
  readonly now: () => Date;
};

/** A resource by either of its names. */
export type ResourceToRefresh = { readonly teamId: TeamId } & (
  | { readonly resourceId: ResourceId }
  | { readonly installationId: InstallationId; readonly externalId: ExternalResourceId }
);

/**
 * Asks the provider how a resource stands, and takes over what it says. What changes here between
 * the question and the answer is newer than the answer, and then it is asked again.
 *
 * @see spec/partner-api.md §7.5
 */
export function createRefreshResource({ state, transact, now }: RefreshResourcePorts) {
  return async (named: ResourceToRefresh): Promise<Refreshed> => {
    for (let reading = 1; reading <= readings; reading++) {
      const known = await transact(named.teamId, (tx) => look(tx, named));
      if ('kind' in known) return known;
      const outcome = await state.getResource(known.ref, known.externalId);
      if (outcome.kind !== 'answered') return unanswered(outcome);
      const taken = await transact(named.teamId, (tx) =>
        takeOver(tx, known.resource, { report: outcome.answer, at: now() }),
      );
      if (taken !== undefined) return taken;
    }
    return changedMeanwhile;
  };
}

type Known = {
  readonly resource: Resource;
  readonly externalId: ExternalResourceId;
  readonly ref: InstallationRef;
};

async function look(tx: RefreshResourceTx, named: ResourceToRefresh): Promise<Known | Refreshed> {
  const resource =
    'resourceId' in named
      ? await tx.resources.find(named.resourceId)
      : await tx.resources.findExternal(named.installationId, named.externalId);
  if (resource === undefined) {
    return (await mayArrive(tx, named)) ? notYet : goneHere;
  }
  const { lifecycle, externalId, installationId } = resource;
  if (lifecycle === 'deleted' || lifecycle === 'failed') return goneHere;
  if (lifecycle !== 'active' || externalId === null) return notYet;
  const installation = await tx.installations.find(installationId);
  if (installation === undefined) return goneHere;
  if (installation.kind === 'connectable') return toldOnly;
  const { teamId, integrationId } = installation;
  return { resource, externalId, ref: { teamId, integrationId, installationId } };
}

const goneHere: Refreshed = { kind: 'gone', where: 'host' };
const notYet: Refreshed = { kind: 'later', reason: 'being_changed' };

/** A provider may speak of a resource before its answer to provisioning has been taken in. */
async function mayArrive(tx: RefreshResourceTx, named: ResourceToRefresh): Promise<boolean> {
  if ('resourceId' in named) return false;
  const resources = await tx.resources.listOf(named.installationId);
  return resources.some(({ lifecycle }) => lifecycle === 'provisioning');
}

/** Answers nothing when the resource is not as it was when the provider was asked. */
async function takeOver(
  tx: RefreshResourceTx,
  asked: Resource,
  { report, at }: { readonly report: ResourceReport; readonly at: Date },
): Promise<Refreshed | undefined> {
  const current = await tx.resources.lock(asked.id);
  if (current?.updatedAt.getTime() !== asked.updatedAt.getTime()) return undefined;
  if (current.lifecycle !== asked.lifecycle) return undefined;
  const changed = withReport(current, report, at, { billedAt: await tx.clock.now() });
  if (isSame(toldOf(current), toldOf(changed))) return { kind: 'current' };
  const saved = await saveUnderFreeName(tx, changed, current.name);
  await tx.events.append({
    type: 'resource.updated',
    actor: { kind: 'provider', installationId: current.installationId },
    subject: { resource: current.id, installation: current.installationId },
    data: { before: summaryOf(current), after: summaryOf(saved) },
  });
  return { kind: 'current' };
}

/** A name that another resource here has taken stays the provider's own. */
async function saveUnderFreeName(
  tx: RefreshResourceTx,
  changed: Resource,
  formerName: string,
): Promise<Resource> {
  if (await tx.resources.save(changed)) return changed;
  const kept = { ...changed, name: formerName };
  await tx.resources.save(kept);
  return kept;
}

function toldOf(resource: Resource) {
  const { name, status, metadata, notification, protocolSettings } = resource;
  const { billingPlan, pendingBillingPlan } = resource;
  return {
    name,
    status,
    metadata,
    billingPlan,
    pendingBillingPlan,
    notification,
    protocolSettings,
  };
}

function summaryOf({ name, status, billingPlan, pendingBillingPlan, notification }: Resource) {
  return {
    name,
    status,
    billingPlanId: billingPlan?.id ?? null,
    pendingBillingPlanId: pendingBillingPlan?.id ?? null,
    notification: notification?.title ?? null,
  };
}
