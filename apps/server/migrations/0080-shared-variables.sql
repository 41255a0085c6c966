-- Variables that a team writes once and links to several of its projects.
create table shared_variable (
  team_id text not null,
  shared_variable_id text not null,
  name text not null,
  environments text[] not null,
  type text not null,
  comment text,
  sealed bytea not null,
  created_at timestamptz not null,
  created_by text,
  updated_at timestamptz not null,
  updated_by text,
  primary key (team_id, shared_variable_id)
);

create table shared_variable_link (
  team_id text not null,
  shared_variable_id text not null,
  project_id text not null,
  primary key (team_id, shared_variable_id, project_id),
  foreign key (team_id, shared_variable_id) references shared_variable on delete cascade,
  foreign key (team_id, project_id) references project on delete cascade
);
create index shared_variable_link_of_project on shared_variable_link (team_id, project_id);
