import type { Secret } from '@kontor/provider';
import type { OneAtATime } from '@kontor/provider-process';
import type { Cluster } from '../cluster/cluster.ts';
import { createLogin, expireLogin } from '../databases/logins.ts';
import { loginNameOf, newPassword } from '../databases/names.ts';
import { secretsOf } from '../databases/secrets.ts';
import type { Login, LoginStore } from '../state/login-store.ts';
import type { ResourceStore } from '../state/resource-store.ts';
import { dropExpired } from './drop-expired.ts';
import { findReady } from './find-ready.ts';
import { outfit } from './outfit.ts';

export type RotateParts = {
  readonly cluster: Cluster;
  readonly resources: ResourceStore;
  readonly logins: LoginStore;
  readonly oneAtATime: OneAtATime;
  readonly clock: () => Date;
};

export type Rotating = {
  readonly installationId: string;
  readonly id: string;
  /** Names the rotation, so that a repeat of it has the same secrets. */
  readonly idempotencyKey: string | undefined;
  /** How long the former logins go on working, in hours. */
  readonly overlapHours: number;
  /** Hands the new secrets over. When it throws, the former logins stay as they are. */
  readonly deliver?: (secrets: Secret[]) => Promise<void>;
};

/**
 * Gives a resource a new login with a new password, and lets the former ones expire. They are roles of
 * their own, so that old and new work side by side for as long as deployments need.
 */
export function rotate(parts: RotateParts, rotating: Rotating): Promise<Secret[]> {
  const { cluster, resources, logins, oneAtATime } = parts;
  const { installationId, id, idempotencyKey, deliver } = rotating;

  return oneAtATime(id, async () => {
    const resource = await findReady(resources, { installationId, id });
    const key = idempotencyKey === undefined ? undefined : `rotate ${idempotencyKey}`;
    const role = loginNameOf(id, key);
    const login = await logins.intend({ resourceId: id, role, password: newPassword() });
    await createLogin(cluster, login);
    await outfit({ cluster, logins }, resource);
    const secrets = secretsOf(cluster.address, login);
    await deliver?.(secrets);
    await retireOthers(parts, login, rotating.overlapHours);
    return secrets;
  });
}

async function retireOthers(
  { cluster, logins, clock }: RotateParts,
  { role: current, resourceId }: Login,
  overlapHours: number,
): Promise<void> {
  const end = new Date(clock().getTime() + overlapHours * 3_600_000);
  for (const role of await logins.rolesOf(resourceId)) {
    if (role !== current) await expireLogin(cluster, role, await logins.expire(role, end));
  }
  await dropExpired({ cluster, logins, clock }, resourceId);
}
