-- Sending deliveries of a span of time again, a part at a time. Of one receiver at most one is under way.
create table webhook_redelivery (
  team_id text not null,
  receiver_id text not null,
  redelivery_id text not null,
  status text not null check (status in ('running', 'stopping', 'done', 'stopped')),
  states text[] not null,
  type text,
  from_at timestamptz,
  until_at timestamptz,
  -- The newest position when it began: what comes later is no part of it.
  last_position bigint not null,
  -- Up to where deliveries have been let wait again.
  reached bigint not null default 0,
  total int not null,
  -- What became of them, counted when it ended.
  delivered int,
  parked int,
  created_at timestamptz not null,
  due_at timestamptz,
  ended_at timestamptz,
  primary key (team_id, receiver_id, redelivery_id)
);
create unique index webhook_redelivery_open on webhook_redelivery (team_id, receiver_id)
  where status in ('running', 'stopping');
create index webhook_redelivery_due on webhook_redelivery (due_at) where due_at is not null;

alter table webhook_delivery
  -- Which of them sends it again, and how it stood before, for what is stopped in time.
  add column redelivery_id text,
  add column state_before text;
create index webhook_delivery_redelivery on webhook_delivery (team_id, receiver_id, redelivery_id)
  where redelivery_id is not null;
-- The log is narrowed by type and by time.
create index webhook_delivery_type on webhook_delivery (team_id, receiver_id, type, position);
create index webhook_delivery_time on webhook_delivery (team_id, receiver_id, created_at);
