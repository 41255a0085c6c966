-- What a team says of an environment that it made, and which branches go there.
alter table custom_environment
  add column description text,
  add column branch_matcher jsonb,
  -- Null for one that has not changed since it was made.
  add column updated_at timestamptz;
