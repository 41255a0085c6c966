-- How far the log of each team was found intact, in the newest verification that reached it. What was
-- verified before is a witness: a log that was cut short or written anew does not fit to it.
create table event_verification (
  team_id text primary key,
  -- which verification of the whole host it belongs to
  run_at timestamptz not null,
  -- the last event that fits, and its seal
  sequence bigint not null,
  hash text not null,
  event_at timestamptz,
  -- null while it has only come so far
  ended_at timestamptz,
  -- the first place that does not fit
  broken_at bigint,
  reason text,
  -- the furthest event that ever was there
  witness_sequence bigint not null,
  witness_hash text not null
);

-- The newest events over all teams.
create index event_newest on event (event_id collate "C");
