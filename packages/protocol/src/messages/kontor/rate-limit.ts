import type { RateLimit } from '../../endpoint.ts';

/**
 * What a person, or a machine token, may do in an hour of whatever keeps providers busy.
 *
 * @see spec/partner-api.md §15.2
 */
export const hourly = {
  requests: 120,
  windowSeconds: 60 * 60,
  per: 'person',
} as const satisfies RateLimit;

/** How many tokens a person, or a machine token, may make in a minute; the protocol states no number. */
export const tokensPerMinute = {
  requests: 60,
  windowSeconds: 60,
  per: 'person',
} as const satisfies RateLimit;

/** What a person, or a machine token, may read in a minute. @see spec/partner-api.md §15.2 */
export function readPerMinute(requests: number): RateLimit {
  return { requests, windowSeconds: 60, per: 'person' };
}
