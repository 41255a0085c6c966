import { fail } from './result.ts';

/**
 * Everything the host refuses on purpose. Codes are part of the public API: clients branch on them,
 * and the edge maps each to a status.
 */
export type RefusalCode =
  // what was asked for cannot be found, or is another team's
  | 'team_not_found'
  | 'member_not_found'
  | 'person_not_found'
  | 'token_not_found'
  | 'session_not_found'
  | 'passkey_not_found'
  | 'service_not_found'
  | 'invitation_not_found'
  | 'project_not_found'
  | 'environment_not_found'
  | 'environment_version_not_found'
  | 'variable_not_found'
  | 'integration_not_found'
  | 'product_not_found'
  | 'installation_not_found'
  | 'resource_not_found'
  | 'connection_not_found'
  | 'deployment_not_found'
  | 'deployment_action_not_found'
  | 'check_not_found'
  | 'check_run_not_found'
  | 'operation_not_found'
  | 'webhook_not_found'
  | 'receiver_not_found'
  | 'delivery_not_found'
  | 'invoice_not_found'
  | 'payment_not_found'
  | 'payment_method_not_found'
  | 'purchase_not_found'
  | 'spend_limit_not_found'
  | 'item_not_found'
  | 'transfer_not_found'
  | 'config_not_found'
  | 'billing_plan_not_found'
  | 'state_plan_not_found'
  // the request itself is wrong
  | 'invalid_request'
  | 'invalid_metadata'
  | 'invalid_desired_state'
  | 'invalid_secrets'
  | 'invalid_environment'
  | 'policies_not_accepted'
  | 'billing_plan_unavailable'
  | 'address_not_allowed'
  | 'invalid_grant'
  | 'invalid_state'
  | 'not_sandbox'
  | 'claim_not_offered'
  | 'not_offered'
  | 'invalid_invoice'
  | 'invalid_refund'
  | 'not_ending'
  | 'payout_not_due'
  | 'payment_method_refused'
  // money is needed first
  | 'payment_method_missing'
  | 'payment_declined'
  | 'spend_limit_reached'
  // it clashes with how things stand
  | 'already_installed'
  | 'name_taken'
  | 'slug_taken'
  | 'email_taken'
  | 'already_member'
  | 'sso_not_offered'
  | 'import_not_offered'
  | 'kind_not_offered'
  | 'scopes_changed'
  | 'last_owner'
  | 'has_no_password'
  | 'team_in_use'
  | 'already_connected'
  | 'variable_collision'
  | 'operation_running'
  | 'operation_ended'
  | 'operation_given_up'
  | 'rotation_running'
  | 'resource_shared'
  | 'transfer_not_offered'
  | 'transfer_changed'
  | 'transfer_taken'
  | 'transfer_over'
  | 'connection_changed'
  | 'invoices_open'
  | 'not_installed'
  | 'resource_not_active'
  | 'environment_reserved'
  | 'environment_limit_reached'
  | 'last_credential'
  | 'too_many_credentials'
  | 'too_many_webhooks'
  | 'webhook_url_missing'
  | 'duplicate_invoice'
  | 'billing_closed'
  | 'invoice_state'
  | 'refund_running'
  | 'payment_running'
  | 'payment_by_operator'
  | 'payment_method_in_use'
  | 'digest_mismatch'
  | 'renaming_disabled'
  | 'variable_exists'
  | 'already_announced'
  | 'deployment_removed'
  | 'deployment_ended'
  | 'deployment_not_ready'
  | 'project_not_selected'
  | 'resources_remain'
  | 'project_connected'
  | 'deployment_blocked'
  | 'check_run_ended'
  | 'check_running'
  | 'check_not_rerequestable'
  | 'deployment_action_ended'
  | 'idempotency_key_reused'
  | 'idempotency_key_in_use'
  | 'state_plan_expired'
  | 'state_plan_outdated'
  | 'state_plan_running'
  // the caller may not
  | 'unauthenticated'
  | 'forbidden'
  | 'wrong_installation'
  | 'variable_name_taken'
  | 'variable_managed'
  | 'integration_configuration_disabled'
  | 'wrong_client_secret'
  // the provider
  | 'provider_refused'
  | 'provider_unreachable'
  | 'provider_outcome_unknown'
  | 'provider_answer_unreadable'
  // the payment back end
  | 'dispute_state'
  | 'payment_unreachable'
  // the request could not be taken
  | 'route_not_found'
  | 'method_unknown'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'rate_limited'
  // test clocks
  | 'test_clock_not_found'
  | 'test_clock_exists'
  | 'test_clock_moving'
  | 'test_clock_ahead'
  | 'nothing_due'
  | 'real_money';

/** A refusal as a value: a code to branch on, a sentence for people, and the facts behind it. */
export type Refusal = {
  readonly code: RefusalCode;
  /** What happened, with limit and received value where there is one, and what to do next. */
  readonly message: string;
  readonly facts?: Readonly<Record<string, unknown>>;
};

/** The failed result that carries a refusal. */
export function refuse(
  code: RefusalCode,
  message: string,
  facts?: Readonly<Record<string, unknown>>,
): { readonly ok: false; readonly error: Refusal } {
  return fail(facts === undefined ? { code, message } : { code, message, facts });
}
