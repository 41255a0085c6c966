-- What clients of the protocol show of a team beside its name. better-auth passes over these columns.
alter table people."organization"
  add column "description" text,
  add column "updatedAt" timestamptz,
  -- Who made it; null for teams that are older than this column, or that a machine made.
  add column "creatorId" text;

-- The log of a team that was deleted takes no more events, so no change of that team can commit.
alter table event_head add column closed_at timestamptz;
