/** Where a host of OpenID tokens is found. */
export type DiscoverySite = {
  /** Exactly the `iss` of its tokens. */
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly userinfoEndpoint: string;
};

/**
 * What stands at `/.well-known/openid-configuration` below the issuer.
 *
 * The key set is named at `/.well-known/jwks`; the host serves it at `/.well-known/jwks.json` too,
 * because some providers look there.
 *
 * @see spec/partner-api.md §3
 */
export function discoveryDocument({ issuer, ...site }: DiscoverySite) {
  return {
    issuer,
    authorization_endpoint: site.authorizationEndpoint,
    token_endpoint: site.tokenEndpoint,
    userinfo_endpoint: site.userinfoEndpoint,
    jwks_uri: `${issuer.replace(/\/$/, '')}/.well-known/jwks`,
    scopes_supported: ['openid', 'profile', 'email'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    claim_types_supported: ['normal'],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
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
      'type',
      'nonce',
      'auth_time',
      'email',
      'name',
      'picture',
    ],
  } as const;
}
