-- Files that say what a project wants to have: which one was applied last.
create table state_file (
  team_id text not null,
  -- Name of the project, which may not be there yet.
  project text not null,
  -- Keyed digest of the file; null where none was applied.
  digest text,
  primary key (team_id, project)
);

-- What would be done to reach such a state, and how far it is.
create table state_plan (
  team_id text not null,
  state_plan_id text not null,
  project text not null,
  status text not null check (status in ('ready', 'applying', 'applied', 'failed')),
  planned jsonb not null,
  steps jsonb not null,
  fingerprint text not null,
  file_digest text not null,
  is_drift boolean not null,
  prunes boolean not null,
  -- The desired state with all values; forgotten once the plan has ended or cannot be applied any more.
  sealed bytea,
  created_by jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  application jsonb,
  finished_at timestamptz,
  refusal jsonb,
  primary key (team_id, state_plan_id)
);
create index state_plan_of_project on state_plan (team_id, project, state_plan_id);
create index state_plan_expiry on state_plan (expires_at) where sealed is not null;

-- What plans have made for a project: all that later ones may remove.
create table state_made (
  team_id text not null,
  project_id text not null,
  kind text not null check (kind in ('resources', 'connections', 'variables')),
  made_id text not null,
  primary key (team_id, project_id, kind, made_id),
  foreign key (team_id, project_id) references project on delete cascade
);

-- Plans that are being applied, across teams.
create table state_plan_queue (
  state_plan_id text primary key,
  team_id text not null,
  due_at timestamptz not null,
  leased_until timestamptz
);
create index state_plan_queue_due on state_plan_queue (due_at);
