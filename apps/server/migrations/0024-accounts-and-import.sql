-- Where browsers go to link an account, to configure it, and to bring resources along; what the token
-- of a linked account is good for; and which kinds of installation there are of an integration.
alter table integration
  add column redirect_url text,
  add column configuration_url text,
  add column import_resource_url text,
  add column openid_redirect_urls text[] not null default '{}',
  add column api_scopes jsonb not null default '{}',
  add column kinds text[] not null default '{native}';

-- Members who went to a provider to choose what to bring along, by the hash of what comes back.
create table import_state (
  state_hash bytea primary key,
  team_id text not null,
  installation_id text not null,
  user_id text not null references people."user" ("id") on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index import_state_age on import_state (expires_at);
