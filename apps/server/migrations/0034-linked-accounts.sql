-- Whose account at the provider a team has linked. It stops working when that member leaves or may not
-- manage installations any more, until another one takes it over.
create table linked_account (
  team_id text not null,
  installation_id text not null,
  owner_id text not null,
  disabled_at timestamptz,
  disabled_reason text,
  primary key (team_id, installation_id),
  foreign key (team_id, installation_id) references installation
);
create index linked_account_disabled on linked_account (disabled_at) where disabled_at is not null;

-- Browsers on their way to the provider, by the hash of the code that they carry.
create table link_code (
  code_hash bytea primary key,
  integration_id text not null references integration,
  installation_id text not null,
  team_id text not null,
  user_id text not null references people."user" ("id") on delete cascade,
  redirect_uri text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index link_code_age on link_code (expires_at);
