import { ProviderError, type Secret } from '@kontor/provider';
import type { OneAtATime } from '@kontor/provider-process';
import type { Cluster } from '../cluster/cluster.ts';
import { buildDatabase } from '../databases/build-database.ts';
import { createLogin } from '../databases/logins.ts';
import { databaseNameOf, loginNameOf, newPassword } from '../databases/names.ts';
import { secretsOf } from '../databases/secrets.ts';
import type { LoginStore } from '../state/login-store.ts';
import type { Resource, ResourceStore, WantedResource } from '../state/resource-store.ts';
import { outfit } from './outfit.ts';

export type ProvisionParts = {
  readonly cluster: Cluster;
  readonly resources: ResourceStore;
  readonly logins: LoginStore;
  readonly oneAtATime: OneAtATime;
};

/**
 * Makes a database with its owner and its first login. A try that was killed is finished by the next
 * one for the same resource, with the same secrets: making databases knows no transaction, so every
 * step is written down first and may be repeated.
 *
 * @throws ProviderError `not_found` where the installation is not installed, `conflict` where the
 *   resource is being deleted
 */
export function provision(
  { cluster, resources, logins, oneAtATime }: ProvisionParts,
  wanted: WantedResource,
): Promise<{ readonly resource: Resource; readonly secrets: Secret[] }> {
  return oneAtATime(wanted.id, async () => {
    const intended = await resources.intend(wanted);
    if (!intended) {
      throw new ProviderError('not_found', `${wanted.installationId} is not installed.`);
    }
    if (intended.status === 'deleting') {
      throw new ProviderError('conflict', `The resource ${wanted.id} is being deleted.`);
    }
    const database = databaseNameOf(intended.id);
    const login = await logins.intend({
      resourceId: intended.id,
      role: loginNameOf(intended.id, 'provision'),
      password: newPassword(),
    });
    await buildDatabase(cluster, database);
    await createLogin(cluster, login);
    const resource = { ...(await outfit({ cluster, logins }, intended)), status: 'ready' as const };
    await resources.save(resource);
    return { resource, secrets: secretsOf(cluster.address, login) };
  });
}
