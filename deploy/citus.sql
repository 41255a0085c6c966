-- Spreads the tables of Kontor over a Citus cluster. Generated from the schema by apps/server/test/sharding,
-- and run once by the owner of the database, on the coordinator, after the migrations and before the
-- first team. What it means: docs/scale.md.
create extension if not exists citus;
-- what ends a token or a membership is told by triggers, and the books keep themselves whole by them
set citus.enable_unsafe_triggers = on;

-- On every server: small, seldom changed, joined with rows of teams.
select create_reference_table('integration');
select create_reference_table('commission_rate');
select create_reference_table('listing');
select create_reference_table('product');

-- By team: all rows of a team stand on one server, so a change of a team is a transaction there.
select create_distributed_table('event_head', 'team_id', colocate_with => 'none');
select create_distributed_table('mandate', 'team_id', colocate_with => 'event_head');
select create_distributed_table('installation', 'team_id', colocate_with => 'event_head');
select create_distributed_table('operation', 'team_id', colocate_with => 'event_head');
select create_distributed_table('approval', 'team_id', colocate_with => 'event_head');
select create_distributed_table('balance', 'team_id', colocate_with => 'event_head');
select create_distributed_table('balance_threshold', 'team_id', colocate_with => 'event_head');
select create_distributed_table('billing_details', 'team_id', colocate_with => 'event_head');
select create_distributed_table('billing_plan_period', 'team_id', colocate_with => 'event_head');
select create_distributed_table('billing_report', 'team_id', colocate_with => 'event_head');
select create_distributed_table('billing_report_charge', 'team_id', colocate_with => 'event_head');
select create_distributed_table('billing_report_charges', 'team_id', colocate_with => 'event_head');
select create_distributed_table('billing_report_metrics', 'team_id', colocate_with => 'event_head');
select create_distributed_table('billing_report_usage', 'team_id', colocate_with => 'event_head');
select create_distributed_table('billing_report_usages', 'team_id', colocate_with => 'event_head');
select create_distributed_table('billing_report_values', 'team_id', colocate_with => 'event_head');
select create_distributed_table('project', 'team_id', colocate_with => 'event_head');
select create_distributed_table('resource', 'team_id', colocate_with => 'event_head');
select create_distributed_table('connection', 'team_id', colocate_with => 'event_head');
select create_distributed_table('credit', 'team_id', colocate_with => 'event_head');
select create_distributed_table('invoice', 'team_id', colocate_with => 'event_head');
select create_distributed_table('credit_note', 'team_id', colocate_with => 'event_head');
select create_distributed_table('custom_claims', 'team_id', colocate_with => 'event_head');
select create_distributed_table('custom_environment', 'team_id', colocate_with => 'event_head');
select create_distributed_table('deployment', 'team_id', colocate_with => 'event_head');
select create_distributed_table('deployment_action_run', 'team_id', colocate_with => 'event_head');
select create_distributed_table('environment', 'team_id', colocate_with => 'event_head');
select create_distributed_table('environment_version', 'team_id', colocate_with => 'event_head');
select create_distributed_table('event', 'team_id', colocate_with => 'event_head');
select create_distributed_table('event_verification', 'team_id', colocate_with => 'event_head');
select create_distributed_table('experimentation_item', 'team_id', colocate_with => 'event_head');
select create_distributed_table('idempotent_request', 'team_id', colocate_with => 'event_head');
select create_distributed_table('payment_method', 'team_id', colocate_with => 'event_head');
select create_distributed_table('installation_payment_method', 'team_id', colocate_with => 'event_head');
select create_distributed_table('invoice_number', 'team_id', colocate_with => 'event_head');
select create_distributed_table('invoice_parties', 'team_id', colocate_with => 'event_head');
select create_distributed_table('invoice_subject', 'team_id', colocate_with => 'event_head');
select create_distributed_table('keyset', 'team_id', colocate_with => 'event_head');
select create_distributed_table('ledger_entry', 'team_id', colocate_with => 'event_head');
select create_distributed_table('ledger_line', 'team_id', colocate_with => 'event_head');
select create_distributed_table('linked_account', 'team_id', colocate_with => 'event_head');
select create_distributed_table('mandate_charge', 'team_id', colocate_with => 'event_head');
select create_distributed_table('payment', 'team_id', colocate_with => 'event_head');
select create_distributed_table('project_check', 'team_id', colocate_with => 'event_head');
select create_distributed_table('purchase', 'team_id', colocate_with => 'event_head');
select create_distributed_table('reconciliation_finding', 'team_id', colocate_with => 'event_head');
select create_distributed_table('refresh_queue', 'team_id', colocate_with => 'event_head');
select create_distributed_table('service_project', 'team_id', colocate_with => 'event_head');
select create_distributed_table('shared_variable', 'team_id', colocate_with => 'event_head');
select create_distributed_table('shared_variable_link', 'team_id', colocate_with => 'event_head');
select create_distributed_table('spend_limit', 'team_id', colocate_with => 'event_head');
select create_distributed_table('spend_warning', 'team_id', colocate_with => 'event_head');
select create_distributed_table('stale_project', 'team_id', colocate_with => 'event_head');
select create_distributed_table('state_file', 'team_id', colocate_with => 'event_head');
select create_distributed_table('state_made', 'team_id', colocate_with => 'event_head');
select create_distributed_table('state_plan', 'team_id', colocate_with => 'event_head');
select create_distributed_table('synced_config', 'team_id', colocate_with => 'event_head');
select create_distributed_table('team_suspension', 'team_id', colocate_with => 'event_head');
select create_distributed_table('test_clock', 'team_id', colocate_with => 'event_head');
select create_distributed_table('transfer_hold', 'team_id', colocate_with => 'event_head');
select create_distributed_table('usage_reporting', 'team_id', colocate_with => 'event_head');
select create_distributed_table('variable', 'team_id', colocate_with => 'event_head');
select create_distributed_table('webhook', 'team_id', colocate_with => 'event_head');
select create_distributed_table('webhook_attempt', 'team_id', colocate_with => 'event_head');
select create_distributed_table('webhook_delivery', 'team_id', colocate_with => 'event_head');
select create_distributed_table('webhook_line', 'team_id', colocate_with => 'event_head');
select create_distributed_table('webhook_open', 'team_id', colocate_with => 'event_head');
select create_distributed_table('webhook_outbox', 'team_id', colocate_with => 'event_head');
select create_distributed_table('webhook_receiver', 'team_id', colocate_with => 'event_head');
select create_distributed_table('webhook_redelivery', 'team_id', colocate_with => 'event_head');
