/** For answers that no browser shows as a page: nothing in them runs, is framed, or sends anything. */
const NOTHING_RUNS =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

export type SecurityHeaders = Readonly<Record<string, string>>;

/**
 * What every answer says to browsers unless it says so itself. A host with an address under https
 * is asked for over nothing else from then on.
 */
export function securityHeaders({ isSecure }: { readonly isSecure: boolean }): SecurityHeaders {
  return {
    'content-security-policy': NOTHING_RUNS,
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(isSecure && { 'strict-transport-security': `max-age=${YEAR_SECONDS}` }),
  };
}
