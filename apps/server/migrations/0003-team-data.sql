-- Everything that belongs to a team. Each primary key, unique constraint and foreign key begins
-- with team_id, so that the tables spread over shards by team and every join stays on one.

create table project (
  team_id text not null,
  project_id text not null,
  name text not null,
  created_at timestamptz not null,
  primary key (team_id, project_id),
  unique (team_id, name)
);

-- Environments that a team made beside production, preview and development.
create table custom_environment (
  team_id text not null,
  environment_id text not null,
  project_id text not null,
  slug text not null,
  created_at timestamptz not null,
  primary key (team_id, environment_id),
  unique (team_id, project_id, slug),
  foreign key (team_id, project_id) references project on delete cascade
);

create table installation (
  team_id text not null,
  installation_id text not null,
  integration_id text not null,
  kind text not null check (kind in ('native', 'connectable')),
  lifecycle text not null
    check (lifecycle in ('installing', 'installed', 'uninstalling', 'uninstalled', 'failed')),
  status text not null,
  status_at timestamptz not null,
  external_id text,
  accepted_policies jsonb not null,
  scopes text[] not null,
  billing_plan jsonb,
  notification jsonb,
  installed_by text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  uninstalled_at timestamptz,
  -- When the credential of a former installation dies, unless the provider says it is done before.
  finalization_due_at timestamptz,
  finalized_at timestamptz,
  primary key (team_id, installation_id)
);
-- One at a time of each kind, also when two requests race.
create unique index installation_one_of_kind on installation (team_id, integration_id, kind)
  where lifecycle in ('installing', 'installed', 'uninstalling');
create index installation_to_finalize on installation (finalization_due_at)
  where finalized_at is null and finalization_due_at is not null;

create table resource (
  team_id text not null,
  resource_id text not null,
  installation_id text not null,
  product_id text not null,
  external_id text,
  name text not null,
  lifecycle text not null
    check (lifecycle in ('provisioning', 'active', 'deleting', 'deleted', 'failed')),
  status text not null,
  status_at timestamptz not null,
  metadata jsonb not null,
  billing_plan jsonb,
  notification jsonb,
  protocol_settings jsonb,
  extras jsonb,
  ownership text not null check (ownership in ('owned', 'linked', 'sandbox')),
  -- The operation that made it here; null when the provider brought it.
  provisioned_by text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (team_id, resource_id),
  foreign key (team_id, installation_id) references installation
);
create unique index resource_external on resource (team_id, installation_id, external_id)
  where external_id is not null and lifecycle in ('provisioning', 'active', 'deleting');
create unique index resource_name on resource (team_id, installation_id, name)
  where lifecycle in ('provisioning', 'active', 'deleting');

-- A resource's secrets, sealed as one; the summary holds names and lengths only.
create table keyset (
  team_id text not null,
  resource_id text not null,
  version int not null,
  sealed bytea not null,
  summary jsonb not null,
  updated_at timestamptz not null,
  primary key (team_id, resource_id),
  foreign key (team_id, resource_id) references resource on delete cascade
);

create table variable (
  team_id text not null,
  variable_id text not null,
  project_id text not null,
  name text not null,
  environments text[] not null,
  sealed bytea not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (team_id, variable_id),
  foreign key (team_id, project_id) references project on delete cascade
);
create index variable_of_project on variable (team_id, project_id);

create table connection (
  team_id text not null,
  connection_id text not null,
  resource_id text not null,
  project_id text not null,
  environments text[] not null,
  prefix text,
  created_at timestamptz not null,
  primary key (team_id, connection_id),
  unique (team_id, resource_id, project_id),
  foreign key (team_id, resource_id) references resource,
  foreign key (team_id, project_id) references project on delete cascade
);
create index connection_of_project on connection (team_id, project_id);

-- What a deployment reads: one row for a project and environment, sealed whole.
create table environment (
  team_id text not null,
  project_id text not null,
  environment text not null,
  served_version int not null,
  latest_version int not null,
  is_rolled_back boolean not null default false,
  digest text not null,
  variable_count int not null,
  sealed bytea not null,
  updated_at timestamptz not null,
  primary key (team_id, project_id, environment),
  foreign key (team_id, project_id) references project on delete cascade
);

create table environment_version (
  team_id text not null,
  project_id text not null,
  environment text not null,
  version int not null,
  digest text not null,
  variable_count int not null,
  sealed bytea not null,
  cause text not null,
  operation_id text,
  created_at timestamptz not null,
  primary key (team_id, project_id, environment, version),
  foreign key (team_id, project_id) references project on delete cascade
);

-- One durable change that crosses the wire.
create table operation (
  team_id text not null,
  operation_id text not null,
  kind text not null check (kind in
    ('install', 'update-installation', 'uninstall', 'provision', 'update-resource', 'delete-resource')),
  status text not null check (status in ('running', 'succeeded', 'failed')),
  phase text not null check (phase in ('call', 'settle')),
  installation_id text not null,
  resource_id text,
  -- Sent as Idempotency-Key on every attempt.
  idempotency_key text not null,
  -- The key that the caller sent, if any, made unique for the caller.
  caller_key text,
  actor jsonb not null,
  intent jsonb not null,
  attempts int not null default 0,
  -- An attempt has begun whose outcome is not recorded yet.
  in_flight boolean not null default false,
  -- The provider may have done it although no answer said so.
  may_have_happened boolean not null default false,
  refusal jsonb,
  trace_id text not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (team_id, operation_id),
  unique (team_id, caller_key),
  foreign key (team_id, installation_id) references installation
);
create unique index operation_one_per_resource on operation (team_id, resource_id)
  where status = 'running' and resource_id is not null;
create unique index operation_one_per_installation on operation (team_id, installation_id)
  where status = 'running' and resource_id is null;
create index operation_newest on operation (team_id, created_at desc);

-- What happened, in order and without gaps; each event seals the one before.
create table event (
  team_id text not null,
  sequence bigint not null,
  event_id text not null,
  type text not null,
  at timestamptz not null,
  actor jsonb not null,
  subject jsonb not null,
  operation_id text,
  data jsonb not null,
  previous_hash text not null,
  hash text not null,
  primary key (team_id, sequence)
);

create table event_head (
  team_id text primary key,
  sequence bigint not null,
  hash text not null
);

-- Answers to requests that carried an Idempotency-Key, kept for a day.
create table idempotent_request (
  team_id text not null,
  caller text not null,
  key text not null,
  fingerprint text not null,
  locked_until timestamptz not null,
  status int,
  sealed_body bytea,
  created_at timestamptz not null,
  primary key (team_id, caller, key)
);
