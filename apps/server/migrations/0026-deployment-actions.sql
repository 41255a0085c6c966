-- What of its product's actions a team has chosen for a project, and whether a deployment may be built without.
alter table connection
  add column deployments jsonb not null default '{"required": false, "actions": []}';

-- One action of one deployment. What the connection was stays here, whatever becomes of it.
create table deployment_action_run (
  team_id text not null,
  deployment_id text not null,
  resource_id text not null,
  action text not null,
  place int not null,
  connection_id text not null,
  installation_id text not null,
  is_required boolean not null,
  prefix text,
  status text not null
    check (status in ('pending', 'running', 'succeeded', 'failed', 'canceled')),
  is_overdue boolean not null,
  status_text text,
  status_url text,
  created_at timestamptz not null,
  due_at timestamptz not null,
  ended_at timestamptz,
  cancel_requested_at timestamptz,
  cleanup_requested_at timestamptz,
  -- The variables that it gives to the deployment, sealed as one.
  sealed_variables bytea,
  primary key (team_id, deployment_id, resource_id, action),
  foreign key (team_id, deployment_id) references deployment on delete cascade
);

-- When something that a deployment waits for is over, whether it has answered or not.
alter table deployment add column due_at timestamptz;
create index deployment_due on deployment (due_at) where due_at is not null;
