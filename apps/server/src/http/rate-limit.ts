import { isIPv6 } from 'node:net';
import type { Refusal } from '@kontor/core';
import type { HostEndpoint, RateLimit } from '@kontor/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Soon } from '../soon.ts';
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

/** What has a limit: an endpoint, or another address of the host. */
export type Limited = Pick<HostEndpoint, 'id' | 'rateLimit'>;

/**
 * Counts a call, whose answer then says how many are left, and answers what to tell whoever called too
 * often.
 */
export function countCall(
  rateLimits: RateLimits | undefined,
  limited: Limited,
  { request, reply, caller }: Counted,
): Soon<Refusal | undefined> {
  if (rateLimits === undefined || limited.rateLimit === undefined) return undefined;
  const call = limitedCallOf(limited, caller, request.ip);
  if (call === undefined) return undefined;
  return rateLimits.take(call).then((taken) => {
    reply.headers(shownLimit(taken));
    return taken.isAllowed ? undefined : tooMany(taken);
  });
}

type Counted = {
  readonly request: Pick<FastifyRequest, 'ip'>;
  readonly reply: Pick<FastifyReply, 'headers'>;
  readonly caller: Caller;
};

/** What a call is counted under, or undefined where the endpoint has no limit. */
export function limitedCallOf(
  { id, rateLimit }: Limited,
  caller: Caller,
  address: string,
): LimitedCall | undefined {
  if (rateLimit === undefined) return undefined;
  const { requests, windowSeconds, per } = rateLimit;
  if (per === 'address') {
    return { requests, windowSeconds, key: `${id} ${networkOf(address)}` };
  }
  if (caller === null) return undefined;
  return { requests, windowSeconds, key: `${id} ${countedAs(caller, per)}` };
}

/** Whoever has one address of version 6 has the other 2^64 of its network, too. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%', 1).join('').split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - groups.length - behind.length }, () => '0');
  const whole = tail === undefined ? groups : [...groups, ...zeros, ...behind];
  return `${whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
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
function shownLimit({ total, remaining, resetAt }: Taken): Record<string, string> {
  return {
    'x-ratelimit-limit': String(total),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil(resetAt.getTime() / 1000)),
  };
}

/** @see spec/platform-api.md §1.4 */
function tooMany({ total, remaining, resetAt, now }: Taken): Refusal {
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
