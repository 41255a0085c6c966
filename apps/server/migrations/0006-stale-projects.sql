-- Projects whose environments are still to be compiled after a change of a resource that very many
-- projects are connected to. The change itself is made; this is the rest of its way.
create table stale_project (
  team_id text not null,
  project_id text not null,
  cause text not null,
  operation_id text,
  queued_at timestamptz not null,
  primary key (team_id, project_id),
  foreign key (team_id, project_id) references project on delete cascade
);
create index stale_project_oldest on stale_project (queued_at);
