/** The host a provider works with. */
export type Host = {
  /** The only accepted `iss` of its tokens. */
  readonly issuer: string;
  /** Where its API stands, path prefix included. */
  readonly apiUrl: string;
  /** Where it publishes its keys; `/.well-known/jwks` below the issuer unless told. */
  readonly jwksUrl?: string;
};

/** The marketplace that this protocol comes from. @see spec/partner-api.md §3 */
export const vercelHost = {
  issuer: 'https://marketplace.vercel.com',
  apiUrl: 'https://api.vercel.com',
} as const satisfies Host;

export function jwksUrlOf({ issuer, jwksUrl }: Host): string {
  return jwksUrl ?? `${issuer.replace(/\/$/, '')}/.well-known/jwks`;
}
