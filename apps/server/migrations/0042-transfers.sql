-- Codes that hand a project over to whichever team presents one. Looked up by the code, which is kept hashed.
create table transfer_request (
  code_hash bytea primary key,
  source_team_id text not null,
  project_id text not null,
  actor jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  callback_url text,
  callback_secret bytea,
  status text not null check (status in ('open', 'accepting', 'done')),
  -- Of the team that is accepting or has accepted.
  target_team_id text,
  new_project_name text,
  leased_until timestamptz,
  answer jsonb
);
create index transfer_request_of_project on transfer_request (source_team_id, project_id);

-- What a request takes along of one installation, and how far its provider has come.
create table transfer_part (
  code_hash bytea not null references transfer_request on delete cascade,
  installation_id text not null,
  integration_id text not null,
  resource_ids text[] not null,
  external_ids text[] not null,
  provider_claim_id text not null,
  target_installation_id text,
  -- Sent with every attempt of one target.
  idempotency_key text,
  may_have_happened boolean not null default false,
  accepted_at timestamptz,
  primary key (code_hash, installation_id)
);

-- What no operation may begin on while a transfer is being accepted: resources, and with an empty
-- resource the installation itself.
create table transfer_hold (
  team_id text not null,
  code_hash bytea not null,
  installation_id text not null,
  resource_id text not null default '',
  primary key (team_id, code_hash, installation_id, resource_id)
);
