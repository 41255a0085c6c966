-- Members on their way to a provider, signed on. Each is found by the hash of the code that its
-- browser carries, before anybody knows the team.
create table sso_grant (
  code_hash bytea primary key,
  flow text not null check (flow in ('sso', 'openid')),
  integration_id text not null references integration,
  installation_id text not null,
  team_id text not null,
  user_id text not null references people."user" ("id") on delete cascade,
  redirect_uri text not null,
  -- Of the state that the host made; null where the client made its own.
  state_hash bytea,
  nonce text,
  code_challenge text,
  created_at timestamptz not null,
  code_expires_at timestamptz not null,
  exchanged_at timestamptz,
  -- Why nothing can be had of it any more: a code or refresh token came twice, or the member is gone.
  ended_at timestamptz
);
create index sso_grant_age on sso_grant (created_at);

-- What a provider got for a code, and can get more with. Never the token itself.
create table sso_token (
  token_hash bytea primary key,
  code_hash bytea not null references sso_grant on delete cascade,
  kind text not null check (kind in ('access', 'refresh')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- A refresh token works once.
  used_at timestamptz
);
create index sso_token_of_grant on sso_token (code_hash);
create index sso_token_age on sso_token (expires_at);
