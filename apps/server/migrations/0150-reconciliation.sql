-- Comparisons of the host, its providers and their bills, and how far each has come.
create table reconciliation (
  reconciliation_id text primary key,
  origin text not null check (origin in ('daily', 'asked')),
  -- The day of a daily one: there is one of each.
  day date unique,
  -- The only integration, or the only installation, that it is about.
  integration_id text,
  installation_id text,
  asked_by text,
  started_at timestamptz not null,
  ended_at timestamptz,
  -- When it goes on, and who is at it.
  due_at timestamptz not null,
  leased_until timestamptz,
  leased_by text,
  -- The integration that it is at, the last installation of it that was compared, and how often that
  -- provider was waited for.
  at_integration text,
  at_installation text not null default '',
  pauses int not null default 0,
  installations int not null default 0,
  resources int not null default 0,
  -- Providers that did not answer, as {integration, reason, installations}.
  unanswered jsonb not null default '[]'
);
create index reconciliation_due on reconciliation (due_at) where ended_at is null;
create index reconciliation_newest on reconciliation (started_at desc);

-- In what they do not agree. Kept as long as its report.
create table reconciliation_finding (
  team_id text not null,
  finding_id text not null,
  reconciliation_id text not null,
  integration_id text not null,
  installation_id text not null,
  resource_id text,
  external_id text,
  kind text not null,
  severity text not null check (severity in ('high', 'medium', 'low')),
  here jsonb,
  there jsonb,
  message text not null,
  repair text,
  advice text not null,
  found_at timestamptz not null,
  repaired_at timestamptz,
  -- The operation that repairs it at the provider.
  operation_id text,
  primary key (team_id, finding_id)
);
create index reconciliation_finding_of on reconciliation_finding (reconciliation_id, finding_id);
