-- Plans are forgotten once they have been over for a while; those that are being applied never are.
create index state_plan_over on state_plan (coalesce(finished_at, expires_at))
  where status <> 'applying';
