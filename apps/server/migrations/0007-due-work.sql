-- A project that cannot be compiled is put off, so that it does not stand before the others.
alter table stale_project
  add column due_at timestamptz not null default now(),
  add column attempts int not null default 0;
drop index stale_project_oldest;
create index stale_project_due on stale_project (due_at);

-- The events of one type, from either end of a long log.
create index event_of_type on event (team_id, type, sequence);
