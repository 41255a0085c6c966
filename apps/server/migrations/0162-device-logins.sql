-- Machines that ask to be signed in by a code which their person allows in a browser. Of both codes only
-- what they are found by is kept.
create table device_login (
  device_code_hash bytea primary key,
  user_code_hash bytea not null unique,
  client text not null,
  machine text,
  -- Where it was asked from.
  address text not null,
  state text not null default 'waiting' check (state in ('waiting', 'allowed', 'refused')),
  -- Who decided. Once it is allowed, the token that is made for them when the machine asks next.
  user_id text references people."user" ("id") on delete cascade,
  token_id text,
  token_expires_at timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  asked_at timestamptz,
  -- Seconds to wait between two questions; more for whoever does not wait.
  interval_seconds int not null,
  check ((state = 'waiting') = (user_id is null)),
  check ((state = 'allowed') = (token_id is not null))
);
create index device_login_expires on device_login (expires_at);
