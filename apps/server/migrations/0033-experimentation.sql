-- Flags and experiments of a provider, to be shown at the host.
create table experimentation_item (
  team_id text not null,
  resource_id text not null,
  -- Digest of the provider's id, which is as long as an entry of an index may be.
  item_key bytea not null,
  item_id text not null,
  item jsonb not null,
  updated_at timestamptz not null,
  primary key (team_id, resource_id, item_key),
  foreign key (team_id, resource_id) references resource on delete cascade
);

-- The map of values that a provider keeps up to date and connected projects read.
create table synced_config (
  team_id text not null,
  resource_id text not null,
  config_id text not null,
  token_id text not null,
  is_syncing boolean not null,
  items jsonb not null default '{}',
  digest text not null,
  updated_at timestamptz not null,
  primary key (team_id, resource_id),
  foreign key (team_id, resource_id) references resource on delete cascade
);

-- Which map a reader with a token means.
create table synced_config_route (
  token_hash bytea primary key,
  config_id text not null,
  team_id text not null,
  resource_id text not null
);
create index synced_config_route_of on synced_config_route (config_id);

-- Integrations that may know people by an id that is the same for every integration.
alter table integration add column reads_global_user_ids boolean not null default false;
