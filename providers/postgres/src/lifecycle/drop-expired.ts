import type { Cluster } from '../cluster/cluster.ts';
import { dropLogin } from '../databases/logins.ts';
import { databaseNameOf } from '../databases/names.ts';
import type { LoginStore } from '../state/login-store.ts';

export type DropExpiredParts = {
  readonly cluster: Cluster;
  readonly logins: LoginStore;
  readonly clock: () => Date;
};

/**
 * Drops the logins of a resource whose time is over, with the sessions they still have. Nothing else
 * may be done to the resource meanwhile.
 */
export async function dropExpired(
  { cluster, logins, clock }: DropExpiredParts,
  resourceId: string,
): Promise<void> {
  for (const role of await logins.expired(resourceId, clock())) {
    await dropLogin(cluster, { role, database: databaseNameOf(resourceId) });
    await logins.remove(role);
  }
}
