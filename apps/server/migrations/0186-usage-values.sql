-- The numbers of a report apart from what they are numbers of: a provider reports the same metrics of the
-- same resources again and again, and these are written once. billing_report_usage and
-- billing_report_usages keep what came before, what hosts of the former version write, and numbers that
-- are larger than double precision counts.
create table billing_report_metrics (
  team_id text not null,
  installation_id text not null,
  -- SHA-256 of the columns below, so that the same are found again.
  digest bytea not null,
  external_resource_ids text[] not null,
  names text[] not null,
  types text[] not null,
  units text[] not null,
  primary key (team_id, installation_id, digest),
  foreign key (team_id, installation_id) references installation
);

create table billing_report_values (
  team_id text not null,
  installation_id text not null,
  report_id bigint not null,
  -- The first row of this part of the report; positions in a report begin with 1.
  first_position int not null,
  metrics_digest bytea not null,
  day_values double precision[] not null,
  period_values double precision[] not null,
  -- Null where the report has none at all.
  plan_values double precision[],
  primary key (team_id, installation_id, report_id, first_position),
  foreign key (team_id, installation_id, report_id) references billing_report on delete cascade,
  foreign key (team_id, installation_id, metrics_digest) references billing_report_metrics
);

-- By way of the text, which is the shortest that names the number: the cast alone keeps 15 digits.
create or replace view reported_usage as
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
  as line (external_resource_id, name, type, units, day_value, period_value, plan_value, number)
union all
select v.team_id, v.installation_id, v.report_id, (v.first_position + line.number - 1)::int,
  line.external_resource_id, line.name, line.type, line.units, line.day_value::text::numeric,
  line.period_value::text::numeric, line.plan_value::text::numeric
from billing_report_values v
join billing_report_metrics m on m.team_id = v.team_id and m.installation_id = v.installation_id
  and m.digest = v.metrics_digest
cross join lateral unnest(m.external_resource_ids, m.names, m.types, m.units, v.day_values,
  v.period_values, v.plan_values) with ordinality
  as line (external_resource_id, name, type, units, day_value, period_value, plan_value, number);

-- What is not the same again and again hardly gets smaller, and trying takes longer than writing.
alter table billing_report_values alter column day_values set storage external,
  alter column period_values set storage external, alter column plan_values set storage external;
