-- What providers have registered their integrations and products for.
alter table integration add column capabilities jsonb not null default '{}';
alter table product add column capabilities jsonb not null default '{}', add column repl jsonb;

-- The newest rotation of a resource's secrets: who asked for it and why, and when it was complete.
alter table resource add column secret_rotation jsonb;

-- A plan that has been agreed on and holds from a later day on.
alter table resource
  add column pending_billing_plan jsonb, add column pending_plan_due_at timestamptz;
alter table installation
  add column pending_billing_plan jsonb, add column pending_plan_due_at timestamptz;
create index resource_plan_due on resource (pending_plan_due_at)
  where pending_plan_due_at is not null;
create index installation_plan_due on installation (pending_plan_due_at)
  where pending_plan_due_at is not null;

-- The kinds of operations are a closed list in the domain.
alter table operation drop constraint if exists operation_kind_check;

-- What is left of prepayments, as providers last told it.
create table balance (
  team_id text not null,
  installation_id text not null,
  -- The provider's id of the resource; empty for the installation as a whole.
  external_resource_id text not null default '',
  currency_value_in_cents numeric not null,
  credit text,
  name_label text,
  -- By the provider's clock: of two reports, the later one holds.
  reported_at timestamptz not null,
  primary key (team_id, installation_id, external_resource_id),
  foreign key (team_id, installation_id) references installation
);
