import type { ResourceId } from '@kontor/protocol/vocabulary';
import type { Installation } from '../../domain/installation/installation.ts';
import type { Resource } from '../../domain/resource/resource.ts';
import type { InstallationStore } from '../installation/installation-store.ts';
import type { ResourceStore } from './resource-store.ts';

/**
 * Reads a resource with its installation, for what may only happen while that is in use. The
 * installation is held and stays as it is until the transaction ends; the resource is kept as told.
 *
 * The installation comes first, because whoever uninstalls locks it before its resources.
 */
export async function withInstallation(
  tx: {
    readonly installations: Pick<InstallationStore, 'hold'>;
    readonly resources: Pick<ResourceStore, 'find' | 'lock' | 'hold'>;
  },
  id: ResourceId,
  keep: 'lock' | 'hold',
): Promise<{
  readonly installation: Installation | undefined;
  readonly resource: Resource | undefined;
}> {
  const found = await tx.resources.find(id);
  if (found === undefined) return { installation: undefined, resource: undefined };
  const installation = await tx.installations.hold(found.installationId);
  return { installation, resource: await tx.resources[keep](id) };
}
