import type { OneAtATime } from '@kontor/provider-process';
import type { Cluster } from '../cluster/cluster.ts';
import { dropDatabase } from '../databases/drop-database.ts';
import { databaseNameOf } from '../databases/names.ts';
import {
  closeBilling,
  type MeterParts,
  measureInstallation,
  meterName,
} from '../metering/meter.ts';
import type { BranchStore } from '../state/branch-store.ts';
import type { LoginStore } from '../state/login-store.ts';
import type { ResourceStore } from '../state/resource-store.ts';
import { dropBranches } from './branch.ts';

export type RemoveParts = {
  readonly cluster: Cluster;
  readonly resources: ResourceStore;
  readonly logins: LoginStore;
  readonly branches: BranchStore;
  readonly oneAtATime: OneAtATime;
};

/** Drops a resource's database and roles for good. One that is gone, or was killed half-way, is fine. */
export function remove(
  { cluster, resources, logins, branches, oneAtATime }: RemoveParts,
  { installationId, id }: { readonly installationId: string; readonly id: string },
): Promise<void> {
  return oneAtATime(id, async () => {
    const resource = await resources.find(installationId, id);
    if (!resource) return;
    await resources.save({ ...resource, status: 'deleting' });
    await dropBranches({ cluster, branches }, id);
    await dropDatabase(cluster, { name: databaseNameOf(id), logins: await logins.rolesOf(id) });
    await resources.remove(id);
  });
}

/**
 * Removes an installation with everything in it. Nothing is provisioned in it from the start on, so
 * nothing can slip in. Answers whether that is all, or a last bill follows, or nothing was installed.
 */
export async function uninstall(
  parts: RemoveParts & MeterParts,
  installationId: string,
): Promise<'finalized' | 'bill-follows' | 'not-installed'> {
  const { installations, resources, meters, oneAtATime } = parts;
  if (!(await installations.beginUninstall(installationId))) return 'not-installed';
  await measureInstallation(parts, installationId);
  for (const { id } of await resources.list(installationId)) {
    await remove(parts, { installationId, id });
  }
  return oneAtATime(meterName(installationId), async () => {
    if (await closeBilling(parts, installationId)) return 'bill-follows';
    await meters.forget(installationId);
    await installations.remove(installationId);
    return 'finalized';
  });
}
