-- A platform that this host runs beside. It calls as a service, and names teams, people and projects by
-- ids of its own.
create table service (
  service_id text primary key,
  name text not null,
  -- Whether its ids of people are the subjects of the identity provider that signs people in here.
  signs_people_in boolean not null,
  created_at timestamptz not null,
  created_by text not null,
  removed_at timestamptz
);
create unique index service_name on service (name) where removed_at is null;

create table service_token (
  token_hash bytea primary key,
  token_id text not null unique,
  service_id text not null references service,
  name text not null,
  hint text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index service_token_of_service on service_token (service_id);

-- Which team a service means. A team that was removed stays until its last events are in the feed.
create table service_team (
  service_id text not null references service,
  external_id text not null,
  team_id text not null unique,
  created_at timestamptz not null,
  removed_at timestamptz,
  fed_sequence bigint not null default 0,
  primary key (service_id, team_id)
);
create unique index service_team_named on service_team (service_id, external_id)
  where removed_at is null;

create table service_project (
  team_id text not null,
  external_id text not null,
  project_id text not null,
  primary key (team_id, external_id),
  unique (team_id, project_id),
  foreign key (team_id, project_id) references project on delete cascade
);

-- The events of a service's teams in one order, as it reads them.
create table service_event (
  service_id text not null references service,
  position bigint not null,
  team_id text not null,
  sequence bigint not null,
  primary key (service_id, position)
);

-- A subject of an identity provider, or a person of a service, is one account here.
create unique index account_of_subject on people."account" ("providerId", "accountId");
