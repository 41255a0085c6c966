-- Events of the log that no webhook has been made of yet. Written in the transaction of the change.
create table webhook_outbox (
  team_id text not null,
  sequence bigint not null,
  -- How often making webhooks of it broke down, and when that is tried again.
  attempts int not null default 0,
  due_at timestamptz not null default now(),
  primary key (team_id, sequence)
);
create index webhook_outbox_due on webhook_outbox (due_at);

-- A receiver is an integration, with the address and secret it is registered with, or a webhook of
-- a team. Its rows belong to the team that may read them: the integration's owner, or that team.
create table webhook_receiver (
  team_id text not null,
  receiver_id text not null,
  -- Of the newest delivery; positions have no gaps.
  position bigint not null,
  primary key (team_id, receiver_id)
);

-- One webhook to one receiver, with the bytes that are sent in every attempt.
create table webhook_delivery (
  team_id text not null,
  receiver_id text not null,
  position bigint not null,
  delivery_id text not null,
  type text not null,
  -- Deliveries about the same subject follow one another.
  subject text not null,
  body text not null,
  state text not null check (state in ('waiting', 'delivered', 'parked', 'skipped')),
  attempts int not null default 0,
  created_at timestamptz not null,
  -- When trying began: at first with its creation, then with each time it is sent again by hand.
  tried_from timestamptz not null,
  first_attempt_at timestamptz,
  ended_at timestamptz,
  primary key (team_id, receiver_id, position),
  unique (team_id, receiver_id, delivery_id)
);
create index webhook_delivery_line on webhook_delivery (team_id, receiver_id, subject, position)
  where state = 'waiting';
create index webhook_delivery_state on webhook_delivery (team_id, receiver_id, state, position);
create index webhook_delivery_age on webhook_delivery (created_at);

create table webhook_attempt (
  team_id text not null,
  receiver_id text not null,
  delivery_id text not null,
  attempt int not null,
  at timestamptz not null,
  -- Null while it runs.
  outcome text,
  status int,
  message text,
  duration_ms int,
  response_body text,
  primary key (team_id, receiver_id, delivery_id, attempt),
  foreign key (team_id, receiver_id, delivery_id)
    references webhook_delivery (team_id, receiver_id, delivery_id) on delete cascade
);

-- The deliveries that wait, as one line for each receiver and subject: when the first of the line is
-- due, and who is sending it.
create table webhook_line (
  team_id text not null,
  receiver_id text not null,
  subject text not null,
  waiting int not null,
  due_at timestamptz not null,
  leased_until timestamptz,
  leased_by text,
  primary key (team_id, receiver_id, subject)
);
create index webhook_line_due on webhook_line (receiver_id, due_at);

-- Webhooks that a team has made; each is a receiver.
create table webhook (
  team_id text not null,
  webhook_id text not null,
  url text not null,
  events text[] not null,
  -- Null for every project and what is of no project.
  project_ids text[],
  sealed_secret bytea not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (team_id, webhook_id)
);
