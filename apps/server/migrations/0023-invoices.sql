-- What providers bill teams for.
create table invoice (
  team_id text not null,
  invoice_id text not null,
  installation_id text not null,
  external_id text,
  -- Tests move no money and are not shown to the team.
  is_test boolean not null,
  is_final boolean not null,
  state text not null check (state in
    ('scheduled', 'invoiced', 'paid', 'notpaid', 'overdue', 'refund_requested', 'refunded')),
  invoice_date timestamptz not null,
  period_start timestamptz not null,
  period_end timestamptz not null,
  items jsonb not null,
  discounts jsonb not null,
  memo text,
  total numeric not null,
  is_waived boolean not null,
  attempts int not null,
  first_failed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  paid_at timestamptz,
  refunded_at timestamptz,
  refund_total numeric not null,
  refund_reason text,
  -- The refund that is under way.
  refunding jsonb,
  primary key (team_id, invoice_id),
  foreign key (team_id, installation_id) references installation
);
create unique index invoice_external on invoice (team_id, installation_id, external_id)
  where external_id is not null and not is_test;
create index invoice_of_installation on invoice (team_id, installation_id, invoice_id desc);
create index invoice_newest on invoice (team_id, invoice_id desc) where not is_test;
create index invoice_to_send on invoice (invoice_date) where state = 'scheduled' and not is_test;
create index invoice_unpaid on invoice (first_failed_at) where state = 'notpaid' and not is_test;

-- What is billed for a period: a resource under a plan, or the installation, once.
create table invoice_subject (
  team_id text not null,
  installation_id text not null,
  -- The host's id; empty for the installation as a whole.
  resource_id text not null,
  billing_plan_id text not null,
  period_start timestamptz not null,
  period_end timestamptz not null,
  invoice_id text not null,
  primary key (team_id, installation_id, period_start, period_end, billing_plan_id, resource_id),
  foreign key (team_id, invoice_id) references invoice
);
create index invoice_subject_of on invoice_subject (team_id, invoice_id);

-- How long each plan held, because bills come afterwards.
create table billing_plan_period (
  team_id text not null,
  installation_id text not null,
  -- Empty for the installation as a whole.
  resource_id text not null default '',
  billing_plan_id text not null,
  plan_type text not null,
  since timestamptz not null,
  until timestamptz,
  primary key (team_id, installation_id, resource_id, billing_plan_id, since)
);
create index billing_plan_period_open on billing_plan_period (team_id, installation_id, resource_id)
  where until is null;

insert into billing_plan_period
  (team_id, installation_id, resource_id, billing_plan_id, plan_type, since, until)
select team_id, installation_id, resource_id, billing_plan ->> 'id', billing_plan ->> 'type',
  created_at, deleted_at
from resource where billing_plan ->> 'id' is not null and billing_plan ->> 'type' is not null;

insert into billing_plan_period
  (team_id, installation_id, billing_plan_id, plan_type, since, until)
select team_id, installation_id, billing_plan ->> 'id', billing_plan ->> 'type', created_at,
  uninstalled_at
from installation where billing_plan ->> 'id' is not null and billing_plan ->> 'type' is not null;

-- When somebody of the team asked for the removal of an installation.
alter table installation add column removal_requested_at timestamptz;
