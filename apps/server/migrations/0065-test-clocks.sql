-- Teams that are billed by a clock of their own, which stands still until it is moved on.
create table test_clock (
  team_id text primary key,
  -- The team's time.
  now timestamptz not null,
  created_at timestamptz not null,
  -- Who is moving it on, where to, and, in real time, until when nobody else may.
  advanced_by text,
  advancing_to timestamptz,
  leased_until timestamptz
);
