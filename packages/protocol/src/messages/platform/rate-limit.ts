import type { RateLimit } from '../../endpoint.ts';

/** Calls in a minute that a provider may make for one installation. @see spec/partner-api.md §15.2 */
export function perMinute(requests: number): RateLimit {
  return { requests, windowSeconds: 60, per: 'installation' };
}
