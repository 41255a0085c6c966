-- What an agent may spend without asking; null where it was given nothing. In dollars.
alter table mandate
  add column per_month numeric check (per_month >= 0),
  add column per_purchase numeric check (per_purchase >= 0);

-- An operation that waits for somebody to approve it. It stands in no queue.
alter table operation drop constraint operation_status_check;
alter table operation add constraint operation_status_check
  check (status in ('awaiting-approval', 'running', 'succeeded', 'failed'));
create unique index operation_one_awaiting_per_resource on operation (team_id, resource_id)
  where status = 'awaiting-approval' and resource_id is not null;
create unique index operation_one_awaiting_per_installation on operation (team_id, installation_id)
  where status = 'awaiting-approval' and resource_id is null;

-- What agents take, written before it is bought. Whether it is reserved, spent or given back is what
-- became of its operation, or of the purchase of its invoice.
create table mandate_charge (
  team_id text not null,
  -- The id of the operation, or of the invoice.
  charge_id text not null,
  token_id text not null,
  amount numeric not null check (amount >= 0),
  -- The first of the month, by the time that the team is billed by.
  month timestamptz not null,
  -- The plan that costs this again each month for as long as it holds; null for a purchase.
  billing_plan_id text,
  installation_id text not null,
  resource_id text,
  -- Somebody approved it, so that it does not count against what the agent may spend by itself.
  is_approved boolean not null,
  primary key (team_id, charge_id),
  foreign key (team_id, token_id) references mandate
);
create index mandate_charge_of_token on mandate_charge (team_id, token_id, month);

create table approval (
  team_id text not null,
  approval_id text not null,
  token_id text not null,
  state text not null check (state in ('pending', 'approved', 'refused', 'expired', 'void')),
  -- Counts how often what is to be approved has changed.
  revision int not null,
  action text not null,
  -- The operation that waits; null for a purchase, which is made once it is approved.
  operation_id text,
  purchase jsonb,
  invoice_id text,
  installation_id text not null,
  resource_id text,
  reasons text[] not null,
  -- In dollars; null where nobody knows.
  price numeric,
  -- As its provider stated it then.
  plan jsonb,
  policies text[] not null,
  decided_by text,
  decided_at timestamptz,
  reason text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- When its person was written to.
  told_at timestamptz,
  primary key (team_id, approval_id),
  unique (team_id, operation_id),
  foreign key (team_id, token_id) references mandate,
  foreign key (team_id, operation_id) references operation
);
create index approval_newest on approval (team_id, approval_id desc);
create index approval_pending on approval (expires_at) where state = 'pending';
