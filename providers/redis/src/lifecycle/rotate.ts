import type { Secret } from '@kontor/provider';
import type { OneAtATime } from '@kontor/provider-process';
import { loginNameOf } from '../spaces/names.ts';
import { secretsOf } from '../spaces/secrets.ts';
import { type AdmitParts, rightOf } from './admit.ts';
import { dropExpired } from './expire-logins.ts';
import { findReady, type Which } from './find-ready.ts';

export type RotateParts = AdmitParts & {
  readonly oneAtATime: OneAtATime;
  readonly clock: () => Date;
};

export type Rotating = Which & {
  /** Names the rotation, so that a repeat of it has the same secrets. */
  readonly idempotencyKey: string | undefined;
  /** How long the former users go on working, in hours. */
  readonly overlapHours: number;
};

const hourMs = 3_600_000;

/**
 * Gives a resource a new user, and lets the former ones expire: old and new work side by side for as
 * long as deployments need.
 */
export function rotate(parts: RotateParts, rotating: Rotating): Promise<Secret[]> {
  const { spaces, resources, oneAtATime, clock } = parts;
  const { id, idempotencyKey, overlapHours } = rotating;
  return oneAtATime(id, async () => {
    const resource = await findReady(resources, rotating);
    const key = idempotencyKey === undefined ? undefined : `rotate ${idempotencyKey}`;
    const current = loginNameOf(id, key);
    await resources.intendLogin(id, current);
    await spaces.admit(id, current, rightOf(resource));
    const end = new Date(clock().getTime() + overlapHours * hourMs);
    for (const { name } of await resources.logins(id)) {
      if (name !== current) await resources.expireLogin(id, name, end);
    }
    await dropExpired(parts, id);
    return secretsOf(spaces.url, spaces.userOf(id, current));
  });
}
