/** How one attempt to deliver a webhook ended. */
export type AttemptOutcome =
  /** Any 2xx, whatever came after it. */
  | { readonly kind: 'accepted' }
  /** 410: the receiver says that it wants no more of this. */
  | { readonly kind: 'gone' }
  /** Any other answer, or none in time. */
  | { readonly kind: 'failed'; readonly retryAfterMs?: number };

/** A delivery when an attempt of it has ended. */
export type TriedDelivery = {
  /** The attempts that were begun, the one that has ended included. */
  readonly attempts: number;
  readonly triedFrom: Date;
  readonly firstAttemptAt: Date;
};

/** What follows from an attempt. A parked delivery is kept, and is sent again when somebody asks. */
export type DeliveryStep =
  | { readonly do: 'deliver' }
  | { readonly do: 'park' }
  | { readonly do: 'retry'; readonly afterMs: number };

export const deliveryLimits = {
  /** How long a delivery is tried. */
  tryingMs: 24 * 60 * 60 * 1000,
  /** What of that is left at least to one that stood behind another for long. */
  leastTryingMs: 60 * 60 * 1000,
  firstWaitMs: 5_000,
  longestWaitMs: 2 * 60 * 60 * 1000,
} as const;

/** Each wait is so many times the one before. */
const GROWTH = 3;
/** The part of a wait that chance adds or takes, so that what failed together does not return together. */
const JITTER = 0.2;

/**
 * Decides what follows from an attempt. The last attempt is made when the time is over, not before:
 * a receiver that comes back in the last minute still gets it.
 *
 * @param chance evenly from 0 to 1
 * @see spec/webhooks.md — WHK-6, WHK-7, WHK-24
 */
export function decideDelivery(
  delivery: TriedDelivery,
  outcome: AttemptOutcome,
  { now, chance }: { readonly now: Date; readonly chance: number },
): DeliveryStep {
  if (outcome.kind === 'accepted') return { do: 'deliver' };
  if (outcome.kind === 'gone') return { do: 'park' };
  const leftMs = triedUntil(delivery) - now.getTime();
  if (leftMs <= 0) return { do: 'park' };
  const waitMs = Math.max(waitAfter(delivery.attempts, chance), outcome.retryAfterMs ?? 0);
  return { do: 'retry', afterMs: Math.min(waitMs, leftMs) };
}

function triedUntil({ triedFrom, firstAttemptAt }: TriedDelivery): number {
  return Math.max(
    triedFrom.getTime() + deliveryLimits.tryingMs,
    firstAttemptAt.getTime() + deliveryLimits.leastTryingMs,
  );
}

function waitAfter(attempts: number, chance: number): number {
  const { firstWaitMs, longestWaitMs } = deliveryLimits;
  const waitMs = Math.min(firstWaitMs * GROWTH ** (attempts - 1), longestWaitMs);
  return Math.round(waitMs * (1 - JITTER + 2 * JITTER * chance));
}
