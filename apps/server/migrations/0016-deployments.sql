-- One building and publishing of a project, as its platform announced it. Environment, version and
-- digest say what it reads, whatever becomes of the environment afterwards.
create table deployment (
  team_id text not null,
  deployment_id text not null,
  project_id text not null,
  name text not null,
  -- The platform's own id.
  external_id text,
  environment text not null,
  environment_version int not null,
  environment_digest text not null,
  url text,
  git_branch text,
  git_commit jsonb,
  meta jsonb not null,
  aliases text[] not null,
  ready_state text not null check (ready_state in
    ('INITIALIZING', 'QUEUED', 'BUILDING', 'READY', 'ERROR', 'CANCELED', 'BLOCKED')),
  error_message text,
  created_at timestamptz not null,
  building_at timestamptz,
  built_at timestamptz,
  ready_at timestamptz,
  ended_at timestamptz,
  alias_assigned_at timestamptz,
  promoted_at timestamptz,
  -- Kept, so that an announcement that is repeated late makes nothing anew.
  removed_at timestamptz,
  primary key (team_id, deployment_id),
  unique (team_id, project_id, external_id),
  foreign key (team_id, project_id) references project on delete cascade
);
create index deployment_newest on deployment (team_id, project_id, deployment_id desc);
create index deployment_url on deployment (team_id, url) where url is not null;
