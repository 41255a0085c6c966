import { ProviderError, type Secret } from '@kontor/provider';
import type { OneAtATime } from '@kontor/provider-process';
import { loginNameOf } from '../spaces/names.ts';
import { secretsOf } from '../spaces/secrets.ts';
import type { InstallationStore } from '../state/installations.ts';
import type { Resource } from '../state/resources.ts';
import { type AdmitParts, admitAll, limited } from './admit.ts';

export type ProvisionParts = AdmitParts & {
  readonly installations: InstallationStore;
  readonly oneAtATime: OneAtATime;
};

export type WantedResource = Pick<Resource, 'id' | 'installationId' | 'name' | 'form' | 'planId'>;

/** What must not happen to an installation twice at once is done under this name. */
export function installationName(installationId: string): string {
  return `installation ${installationId}`;
}

/**
 * Makes a resource, or finishes what a killed process had begun of it.
 *
 * @throws ProviderError `not_found` where the installation is not installed, `conflict` where the
 *   resource is being deleted
 */
export function provision(
  parts: ProvisionParts,
  wanted: WantedResource,
): Promise<{ readonly resource: Resource; readonly secrets: Secret[] }> {
  const { spaces, resources, oneAtATime } = parts;
  return oneAtATime(wanted.id, async () => {
    const intended = await intend(parts, wanted);
    if (intended.status === 'deleting') {
      throw new ProviderError('conflict', `The resource ${wanted.id} is being deleted.`);
    }
    const name = loginNameOf(intended.id, 'provision');
    await resources.intendLogin(intended.id, name);
    const resource = { ...(await limited(parts, intended)), status: 'ready' as const };
    await admitAll(parts, resource);
    await resources.save(resource);
    return { resource, secrets: secretsOf(spaces.url, spaces.userOf(intended.id, name)) };
  });
}

/** Writes down what is to be made, unless the installation is gone or going. */
function intend(
  { installations, resources, oneAtATime }: ProvisionParts,
  wanted: WantedResource,
): Promise<Resource> {
  const { id, installationId } = wanted;
  return oneAtATime(installationName(installationId), async () => {
    if (!(await installations.isInstalled(installationId))) {
      throw new ProviderError('not_found', `${installationId} is not installed.`);
    }
    const known = await resources.find(installationId, id);
    if (known) return known;
    const intended = { ...wanted, status: 'creating', bytes: 0, limitedBy: null } as const;
    await resources.save(intended);
    return intended;
  });
}
