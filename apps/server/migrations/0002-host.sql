-- What belongs to the host as a whole and to no team.

-- Data keys, each wrapped by a key-encryption key. The scope is a team's id, or 'host'.
create table data_key (
  scope text not null,
  data_key_id text not null,
  wrapped bytea not null,
  key_encryption_key_id text not null,
  created_at timestamptz not null,
  primary key (scope, data_key_id)
);

-- Keys that sign what the host tells providers about its users.
create table signing_key (
  key_id text primary key,
  public_jwk jsonb not null,
  private_jwk bytea not null,
  created_at timestamptz not null,
  signs_from timestamptz not null,
  signs_until timestamptz,
  published_until timestamptz
);

-- Values made once and never changed, such as the key of pairwise ids.
create table host_secret (
  name text primary key,
  sealed bytea not null
);

-- What providers publish.
create table integration (
  integration_id text primary key,
  owner_team_id text not null,
  slug text not null unique,
  name text not null,
  developer text not null,
  short_description text not null,
  category text not null,
  overview text not null,
  contact_email text not null,
  base_url text not null,
  redirect_login_url text,
  webhook_url text,
  website_url text,
  eula_url text,
  privacy_url text,
  bills_per_installation boolean not null,
  is_published boolean not null default false,
  client_secret bytea not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index integration_owner on integration (owner_team_id);

create table product (
  product_id text primary key,
  integration_id text not null references integration,
  slug text not null,
  name text not null,
  short_description text not null,
  tags text[] not null,
  metadata_schema jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (integration_id, slug)
);

-- Tokens, by the hash that a request is looked up with. Never the token itself.
create table access_token (
  token_hash bytea primary key,
  token_id text not null unique,
  kind text not null check (kind in ('personal', 'machine', 'installation')),
  name text not null,
  hint text not null,
  team_id text,
  user_id text references people."user" ("id") on delete cascade,
  installation_id text,
  integration_id text,
  "grant" jsonb,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index access_token_of_team on access_token (team_id) where team_id is not null;
create index access_token_of_user on access_token (user_id) where user_id is not null;
create index access_token_of_installation on access_token (installation_id) where installation_id is not null;

-- Which team an installation belongs to, for calls that name only the installation.
create table installation_route (
  installation_id text primary key,
  team_id text not null,
  integration_id text not null references integration
);

-- Operations that are not finished: when each is due and who is working on it.
create table operation_queue (
  operation_id text primary key,
  team_id text not null,
  due_at timestamptz not null,
  leased_until timestamptz,
  leased_by text
);
create index operation_queue_due on operation_queue (due_at);

-- Requests between the host and providers, with secrets cut out.
create table provider_call (
  provider_call_id bigint generated always as identity primary key,
  integration_id text not null,
  installation_id text,
  direction text not null check (direction in ('outbound', 'inbound')),
  operation text not null,
  method text not null,
  path text not null,
  status int,
  outcome text not null,
  duration_ms int not null,
  trace_id text not null,
  request_body jsonb,
  response_body jsonb,
  at timestamptz not null
);
create index provider_call_newest on provider_call (integration_id, provider_call_id desc);
