/** Where a host of OpenID tokens is found. */
export type DiscoverySite = {
  /** Exactly the `iss` of its tokens. */
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
};

/**
 * What stands at `/.well-known/openid-configuration` below the issuer.
 *
 * The key set is named at `/.well-known/jwks`; the host serves it at `/.well-known/jwks.json` too,
 * because some providers look there.
 *
 * @see spec/partner-api.md §3
 */
export function discoveryDocument({ issuer, authorizationEndpoint, tokenEndpoint }: DiscoverySite) {
  return {
    issuer,
    authorization_endpoint: authorizationEndpoint,
    token_endpoint: tokenEndpoint,
    jwks_uri: `${issuer.replace(/\/$/, '')}/.well-known/jwks`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    claims_supported: [
      'iss',
      'aud',
      'sub',
      'iat',
      'exp',
      'account_id',
      'user_id',
      'installation_id',
      'user_role',
      'user_email',
      'user_name',
      'user_avatar_url',
      'type',
    ],
  } as const;
}
