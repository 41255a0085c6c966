/** Looked up by what is presented, before anybody knows the team; or taken from by every worker. */
export const routing: readonly string[] = [
  'access_token',
  'former_installation',
  'import_state',
  'installation_route',
  'link_code',
  'operation_queue',
  'payment_queue',
  'payment_route',
  'service_event',
  'service_team',
  'sso_grant',
  'state_plan_queue',
  'synced_config_route',
];

/** Of the host, and not of any team; every server has them. */
export const ofTheHost: readonly string[] = [
  'commission_rate',
  'data_key',
  'device_login',
  'host_secret',
  'integration',
  'key_encryption_key',
  'keyring_holder',
  'listing',
  'mail',
  'payout',
  'product',
  'provider_call',
  'rate_limit_window',
  'reconciliation',
  'schema_migration',
  'seller',
  'service',
  'service_token',
  'signing_key',
  'sso_token',
  'test_bank_entry',
  'transfer_part',
  'transfer_request',
];

/** Of those of the host: small, seldom changed, and joined with rows of teams. */
export const alsoOnEveryServer: readonly string[] = [
  'commission_rate',
  'integration',
  'listing',
  'product',
];
