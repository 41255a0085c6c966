-- What a team has agreed to: when a balance falls below the minimum, the amount is bought, up to the
-- maximum in a period. The purchase itself is made elsewhere.
create table balance_threshold (
  team_id text not null,
  installation_id text not null,
  -- Of the resource; empty for the installation as a whole.
  resource_id text not null default '',
  billing_plan_id text not null,
  minimum_amount_in_cents bigint not null,
  purchase_amount_in_cents bigint not null,
  maximum_amount_per_period_in_cents bigint,
  metadata jsonb not null,
  updated_at timestamptz not null,
  primary key (team_id, installation_id, resource_id),
  foreign key (team_id, installation_id) references installation
);
