import type { Actor } from '../actor.ts';

/**
 * The newest wish for new secrets of a resource.
 *
 * State machine: `running` → `completed` when the new secrets are here, or `failed` when the provider
 * would not; `running` → `late` when a provider that promised them has not sent them in time, and
 * then `completed` all the same when they come.
 *
 * @see spec/partner-api.md §4.10
 */
export type Rotation = {
  readonly state: 'running' | 'late' | 'completed' | 'failed';
  readonly requestedAt: Date;
  readonly requestedBy: Actor;
  readonly reason: string | null;
  /** Hours for which the old secrets were asked to go on working. */
  readonly delayHours: number;
  /** From here on, secrets that have not come are late. */
  readonly dueAt: Date;
  readonly completedAt: Date | null;
};

/** How long a provider may take to send the secrets that it promised, in milliseconds. */
export const rotationBoundMs = 60 * 60 * 1000;

export function beginRotation(
  wish: Pick<Rotation, 'requestedBy' | 'reason' | 'delayHours'>,
  at: Date,
): Rotation {
  const dueAt = new Date(at.getTime() + rotationBoundMs);
  return { ...wish, state: 'running', requestedAt: at, dueAt, completedAt: null };
}

/** Whether new secrets are still awaited. */
export function isAwaited(rotation: Rotation | null): rotation is Rotation {
  return rotation?.state === 'running' || rotation?.state === 'late';
}

export function completed(rotation: Rotation, at: Date): Rotation {
  return { ...rotation, state: 'completed', completedAt: at };
}
