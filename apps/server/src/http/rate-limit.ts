import type { Refusal } from '@kontor/core';
import type { HostEndpoint, RateLimit } from '@kontor/protocol';
import type { InstallationCaller, PersonCaller, ServiceCaller, TeamCaller } from './route.ts';

/** One call that counts: whose it is, and what it is counted against. */
export type LimitedCall = Pick<RateLimit, 'requests' | 'windowSeconds'> & {
  readonly key: string;
};

/** What became of counting one call. */
export type Taken = {
  readonly isAllowed: boolean;
  /** Calls allowed in a window. */
  readonly total: number;
  readonly remaining: number;
  /** When the window ends. */
  readonly resetAt: Date;
  readonly now: Date;
};

/** Counts calls, over all processes of the host. */
export type RateLimits = { readonly take: (call: LimitedCall) => Promise<Taken> };

type Caller = TeamCaller | InstallationCaller | ServiceCaller | PersonCaller | null;

/** What a call is counted under, or undefined where the endpoint has no limit. */
export function rateLimitKeyOf(
  { id, rateLimit }: HostEndpoint,
  caller: Caller,
): LimitedCall | undefined {
  if (rateLimit === undefined || caller === null) return undefined;
  const { requests, windowSeconds, per } = rateLimit;
  return { requests, windowSeconds, key: `${id} ${countedAs(caller, per)}` };
}

function countedAs(caller: NonNullable<Caller>, per: RateLimit['per']): string {
  if ('serviceId' in caller) return caller.serviceId;
  if ('installationId' in caller) return caller.installationId;
  if (!('team' in caller)) return caller.userId;
  if (per === 'team') return caller.team.id;
  const { actor } = caller;
  if (caller.person !== null) return caller.person.userId;
  return actor.kind === 'machine' ? actor.tokenId : caller.team.id;
}

/** The headers of every answer of a limited endpoint. @see spec/platform-api.md §1.5 */
export function shownLimit({ total, remaining, resetAt }: Taken): Record<string, string> {
  return {
    'x-ratelimit-limit': String(total),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil(resetAt.getTime() / 1000)),
  };
}

/** @see spec/platform-api.md §1.4 */
export function tooMany({ total, remaining, resetAt, now }: Taken): Refusal {
  const resetMs = resetAt.getTime();
  const retryAfterSeconds = Math.max(1, Math.ceil((resetMs - now.getTime()) / 1000));
  return {
    code: 'rate_limited',
    message: `This may be called ${total} times in its window. Call again in ${retryAfterSeconds} s.`,
    facts: {
      limit: { remaining, reset: Math.ceil(resetMs / 1000), resetMs, total },
      retryAfterSeconds,
    },
  };
}
