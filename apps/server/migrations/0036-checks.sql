-- What judges each deployment of a project.
create table project_check (
  team_id text not null,
  check_id text not null,
  project_id text not null,
  name text not null,
  requires text not null,
  blocks text not null,
  targets text[] not null,
  is_rerequestable boolean not null,
  timeout_seconds double precision not null,
  source jsonb not null,
  installation_id text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  primary key (team_id, check_id),
  foreign key (team_id, project_id) references project on delete cascade
);
create index project_check_in_force on project_check (team_id, project_id)
  where deleted_at is null;

-- The judgings of a deployment, in both forms. They are read and written with it, never alone.
alter table deployment
  add column succeeded_at timestamptz,
  add column check_runs jsonb not null default '[]',
  add column checks jsonb not null default '[]';
