-- What providers report of usage and charges. Every report stays as it came, as evidence; what is
-- shown is made from the newest of each day.
create table billing_report (
  team_id text not null,
  installation_id text not null,
  -- In the order in which reports arrived.
  report_id bigint generated always as identity,
  -- The provider's clock, by which the newest holds.
  reported_at timestamptz not null,
  eod timestamptz not null,
  period_start timestamptz not null,
  period_end timestamptz not null,
  received_at timestamptz not null,
  primary key (team_id, installation_id, report_id),
  foreign key (team_id, installation_id) references installation
);
create index billing_report_newest on billing_report
  (team_id, installation_id, eod, reported_at desc, report_id desc);

-- What a report says is owed, and what is taken off again.
create table billing_report_charge (
  team_id text not null,
  installation_id text not null,
  report_id bigint not null,
  position int not null,
  kind text not null check (kind in ('item', 'discount')),
  billing_plan_id text not null,
  -- The provider's id of a resource; empty for the installation itself.
  external_resource_id text not null default '',
  name text not null,
  details text,
  price numeric,
  quantity numeric,
  units text,
  amount numeric not null,
  starts_at timestamptz,
  ends_at timestamptz,
  primary key (team_id, installation_id, report_id, position),
  foreign key (team_id, installation_id, report_id) references billing_report on delete cascade
);

-- What a report says was used, as running totals.
create table billing_report_usage (
  team_id text not null,
  installation_id text not null,
  report_id bigint not null,
  position int not null,
  external_resource_id text not null default '',
  name text not null,
  type text not null check (type in ('total', 'interval', 'rate')),
  units text not null,
  day_value numeric not null,
  period_value numeric not null,
  plan_value numeric,
  primary key (team_id, installation_id, report_id, position),
  foreign key (team_id, installation_id, report_id) references billing_report on delete cascade
);

-- A resource by its provider's id, also when it is gone: bills come afterwards.
create index resource_external_ever on resource (team_id, installation_id, external_id)
  where external_id is not null;

-- How many limited calls each caller has made in the present window. Lost in a crash, it begins anew.
create unlogged table rate_limit_window (
  key text primary key,
  window_start timestamptz not null,
  calls int not null
);
