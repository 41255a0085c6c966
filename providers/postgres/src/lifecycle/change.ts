import type { Metadata } from '@kontor/provider';
import type { OneAtATime } from '@kontor/provider-process';
import type { Cluster } from '../cluster/cluster.ts';
import { changeForm } from '../product/form.ts';
import { choosePlan } from '../product/plans.ts';
import type { LoginStore } from '../state/login-store.ts';
import type { Resource, ResourceStore } from '../state/resource-store.ts';
import { findReady } from './find-ready.ts';
import { outfit } from './outfit.ts';

export type ChangeParts = {
  readonly cluster: Cluster;
  readonly resources: ResourceStore;
  readonly logins: LoginStore;
  readonly oneAtATime: OneAtATime;
};

export type Change = {
  readonly name?: string | undefined;
  /** Fields that are left out stay as they are. */
  readonly metadata?: Metadata | undefined;
  readonly billingPlanId?: string | undefined;
};

type Which = { readonly installationId: string; readonly id: string };

/**
 * Changes name, form or plan of a resource, and holds its database to them.
 *
 * @throws ProviderError `validation_error` where a plan cannot carry the size, or the form cannot change so
 */
export function change(
  { cluster, resources, logins, oneAtATime }: ChangeParts,
  { installationId, id }: Which,
  { name, metadata, billingPlanId }: Change,
): Promise<Resource> {
  return oneAtATime(id, async () => {
    const present = await findReady(resources, { installationId, id });
    const form = changeForm(present.form, metadata);
    const planId = choosePlan(billingPlanId ?? present.planId, form);
    const wanted = { ...present, name: name ?? present.name, form, planId };
    const changed = await outfit({ cluster, logins }, wanted);
    await resources.save(changed);
    return changed;
  });
}
