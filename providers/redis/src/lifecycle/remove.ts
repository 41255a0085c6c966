import type { LastingUsageStore } from '@kontor/provider';
import type { OneAtATime } from '@kontor/provider-process';
import type { Spaces } from '../spaces/spaces.ts';
import type { BalanceStore } from '../state/balances.ts';
import type { InstallationStore } from '../state/installations.ts';
import type { ResourceStore } from '../state/resources.ts';
import type { Which } from './find-ready.ts';
import { installationName } from './provision.ts';

export type RemoveParts = {
  readonly spaces: Spaces;
  readonly installations: InstallationStore;
  readonly resources: ResourceStore;
  readonly balances: BalanceStore;
  readonly usage: Pick<LastingUsageStore, 'forget'>;
  readonly oneAtATime: OneAtATime;
};

/** Removes a resource's users, sessions and keys for good. One that is gone, or was killed half-way, is fine. */
export function remove(parts: RemoveParts, { installationId, id }: Which): Promise<void> {
  const { spaces, resources, balances, oneAtATime } = parts;
  return oneAtATime(id, async () => {
    const resource = await resources.find(installationId, id);
    if (!resource) return;
    await resources.save({ ...resource, status: 'deleting' });
    // first those who could write, so that nothing comes after
    for (const { name } of await resources.logins(id)) await spaces.dismiss(name);
    await spaces.empty(id);
    await balances.forgetResource(installationId, id);
    await resources.remove(resource);
  });
}

/**
 * Removes an installation with everything in it. Nothing is provisioned in it from the start on, so
 * nothing can slip in. Answers whether there was one.
 */
export async function uninstall(parts: RemoveParts, installationId: string): Promise<boolean> {
  const { installations, resources, balances, usage, oneAtATime } = parts;
  return oneAtATime(`uninstall ${installationId}`, async () => {
    const isThere = await oneAtATime(installationName(installationId), () =>
      installations.beginUninstall(installationId),
    );
    if (!isThere) return false;
    for (const { id } of await resources.list(installationId)) {
      await remove(parts, { installationId, id });
    }
    await balances.forget(installationId);
    await usage.forget(installationId);
    await installations.remove(installationId);
    return true;
  });
}
