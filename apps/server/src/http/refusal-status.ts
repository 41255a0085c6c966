import type { RefusalCode } from '@kontor/core';

/** HTTP status of every refusal. A new code does not compile until it is listed. */
export const refusalStatus = {
  team_not_found: 404,
  member_not_found: 404,
  person_not_found: 404,
  token_not_found: 404,
  invitation_not_found: 404,
  project_not_found: 404,
  environment_not_found: 404,
  environment_version_not_found: 404,
  variable_not_found: 404,
  integration_not_found: 404,
  product_not_found: 404,
  installation_not_found: 404,
  resource_not_found: 404,
  connection_not_found: 404,
  deployment_not_found: 404,
  operation_not_found: 404,
  billing_plan_not_found: 400,
  invalid_request: 400,
  invalid_metadata: 400,
  invalid_secrets: 400,
  invalid_environment: 400,
  policies_not_accepted: 400,
  billing_plan_unavailable: 400,
  address_not_allowed: 400,
  invalid_grant: 400,
  not_offered: 400,
  already_installed: 409,
  name_taken: 409,
  slug_taken: 409,
  already_member: 409,
  sso_not_offered: 409,
  last_owner: 409,
  team_in_use: 409,
  already_connected: 409,
  variable_collision: 409,
  operation_running: 409,
  rotation_running: 409,
  not_installed: 409,
  resource_not_active: 409,
  environment_reserved: 409,
  last_credential: 409,
  too_many_credentials: 409,
  renaming_disabled: 409,
  variable_exists: 400,
  already_announced: 409,
  deployment_removed: 409,
  deployment_ended: 409,
  deployment_not_ready: 409,
  project_not_selected: 403,
  project_connected: 409,
  idempotency_key_reused: 422,
  idempotency_key_in_use: 409,
  unauthenticated: 401,
  forbidden: 403,
  wrong_installation: 403,
  wrong_client_secret: 403,
  provider_refused: 422,
  provider_unreachable: 502,
  provider_outcome_unknown: 502,
  provider_answer_unreadable: 502,
  route_not_found: 404,
  method_unknown: 405,
  body_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
} as const satisfies Record<RefusalCode, number>;

/**
 * The code that the protocol's own endpoints show for a status; what exactly was refused stands
 * beside it as `reason`.
 *
 * @see spec/platform-api.md §1.4
 */
export function protocolCode(status: number): string {
  return PROTOCOL_CODES[status] ?? 'bad_request';
}

const PROTOCOL_CODES: Readonly<Record<number, string>> = {
  401: 'forbidden',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_unknown',
  409: 'conflict',
  422: 'unprocessable_entity',
  429: 'rate_limited',
  500: 'internal_server_error',
};
