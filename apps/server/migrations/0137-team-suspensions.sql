-- Teams that an operator has suspended: they read and pay, and change nothing else.
create table team_suspension (
  team_id text primary key,
  reason text not null,
  since timestamptz not null,
  suspended_by text not null
);
create trigger team_suspended after insert or update or delete on team_suspension for each row
  execute function tell_that_callers_changed();
