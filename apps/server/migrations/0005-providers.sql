-- The order in which a form's fields are written is the order in which they are shown, and jsonb
-- would lose it.
alter table product alter column metadata_schema type json;

-- Why a call ended as it did, and which try of how many it was.
alter table provider_call add column reason text, add column attempt int;
create index provider_call_age on provider_call (at);

-- What providers say has changed on their side and has not been read again yet.
create table refresh_queue (
  team_id text not null,
  installation_id text not null,
  -- The provider's id of a resource; empty for the installation itself.
  external_id text not null,
  -- Counts what the provider said, so that a word that comes during a reading leads to another one.
  nudge bigint not null default 1,
  nudged_at timestamptz not null,
  attempts int not null default 0,
  due_at timestamptz not null,
  leased_until timestamptz,
  leased_by text,
  primary key (team_id, installation_id, external_id)
);
create index refresh_queue_due on refresh_queue (due_at);

-- What a provider wants in the tokens of a resource, beside what every token says.
create table custom_claims (
  team_id text not null,
  resource_id text not null,
  claims jsonb not null,
  updated_at timestamptz not null,
  primary key (team_id, resource_id),
  foreign key (team_id, resource_id) references resource on delete cascade
);
