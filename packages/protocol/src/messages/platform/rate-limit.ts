import type { RateLimit } from '../../endpoint.ts';

/**
 * How often one network address may exchange what it holds for a token. The protocol states no number
 * for these calls; this is enough for five people who sign on in each second.
 */
export const exchangesPerMinute = {
  requests: 300,
  windowSeconds: 60,
  per: 'address',
} as const satisfies RateLimit;

/** Calls in a minute that a provider may make for one installation. @see spec/partner-api.md §15.2 */
export function perMinute(requests: number): RateLimit {
  return { requests, windowSeconds: 60, per: 'installation' };
}
