import type { Cluster } from '../cluster/cluster.ts';
import { installExtensions } from '../databases/install-extensions.ts';
import { limitDatabase } from '../databases/limit-database.ts';
import { databaseNameOf } from '../databases/names.ts';
import { limitsOf } from '../product/limits.ts';
import type { LoginStore } from '../state/login-store.ts';
import type { Resource } from '../state/resource-store.ts';

/**
 * Gives a database the limits of its plan and size, and the extensions that its team wants. Repeating
 * it is fine.
 *
 * @returns the resource with what this server could not give
 */
export async function outfit(
  { cluster, logins }: { readonly cluster: Cluster; readonly logins: LoginStore },
  resource: Resource,
): Promise<Resource> {
  const { id, planId, form } = resource;
  const name = databaseNameOf(id);
  const limits = limitsOf({ planId, size: form.size });
  await limitDatabase(cluster, { name, logins: await logins.rolesOf(id), limits });
  if (!form.extensions) return resource;
  return { ...resource, missingExtensions: await installExtensions(cluster, name) };
}
