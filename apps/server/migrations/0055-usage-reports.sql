-- Rows of reports, thousands in one: a report is written once and read whole, so that a column of many
-- rows is one value. billing_report_charge and billing_report_usage keep what came before, and what
-- hosts of the former version write.
create table billing_report_charges (
  team_id text not null,
  installation_id text not null,
  report_id bigint not null,
  -- The first row of this part of the report; positions in a report begin with 1.
  first_position int not null,
  kind text not null check (kind in ('item', 'discount')),
  billing_plan_ids text[] not null,
  -- The provider's id of a resource; empty for the installation itself.
  external_resource_ids text[] not null,
  names text[] not null,
  details text[] not null,
  starts_at timestamptz[] not null,
  ends_at timestamptz[] not null,
  -- Of discounts there is only the amount.
  prices numeric[],
  quantities numeric[],
  units text[],
  amounts numeric[] not null,
  primary key (team_id, installation_id, report_id, first_position),
  foreign key (team_id, installation_id, report_id) references billing_report on delete cascade
);

create table billing_report_usages (
  team_id text not null,
  installation_id text not null,
  report_id bigint not null,
  first_position int not null,
  external_resource_ids text[] not null,
  names text[] not null,
  types text[] not null,
  units text[] not null,
  day_values numeric[] not null,
  period_values numeric[] not null,
  plan_values numeric[] not null,
  primary key (team_id, installation_id, report_id, first_position),
  foreign key (team_id, installation_id, report_id) references billing_report on delete cascade
);

create view reported_charge as
select team_id, installation_id, report_id, position, kind, billing_plan_id, external_resource_id,
  name, details, price, quantity, units, amount, starts_at, ends_at
from billing_report_charge
union all
select c.team_id, c.installation_id, c.report_id, (c.first_position + line.number - 1)::int, c.kind,
  line.billing_plan_id, line.external_resource_id, line.name, line.details, line.price,
  line.quantity, line.units, line.amount, line.starts_at, line.ends_at
from billing_report_charges c
cross join lateral unnest(c.billing_plan_ids, c.external_resource_ids, c.names, c.details, c.prices,
  c.quantities, c.units, c.amounts, c.starts_at, c.ends_at) with ordinality
  as line (billing_plan_id, external_resource_id, name, details, price, quantity, units, amount,
    starts_at, ends_at, number);

create view reported_usage as
select team_id, installation_id, report_id, position, external_resource_id, name, type, units,
  day_value, period_value, plan_value
from billing_report_usage
union all
select u.team_id, u.installation_id, u.report_id, (u.first_position + line.number - 1)::int,
  line.external_resource_id, line.name, line.type, line.units, line.day_value, line.period_value,
  line.plan_value
from billing_report_usages u
cross join lateral unnest(u.external_resource_ids, u.names, u.types, u.units, u.day_values,
  u.period_values, u.plan_values) with ordinality
  as line (external_resource_id, name, type, units, day_value, period_value, plan_value, number);

-- How reports have been coming, to tell in time when a provider has fallen silent.
create table usage_reporting (
  team_id text not null,
  installation_id text not null,
  last_at timestamptz not null,
  -- When silence was noted after the last report.
  silent_since timestamptz,
  primary key (team_id, installation_id),
  foreign key (team_id, installation_id) references installation
);
create index usage_reporting_awaited on usage_reporting (last_at) where silent_since is null;

insert into usage_reporting (team_id, installation_id, last_at)
select team_id, installation_id, max(received_at) from billing_report group by 1, 2;
