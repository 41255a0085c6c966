-- What people let agents do in their place. The token itself is a row of access_token, which leads to
-- its team and person; one that was made with another token ends with that one.
alter table access_token drop constraint access_token_kind_check;
alter table access_token add constraint access_token_kind_check
  check (kind in ('personal', 'agent', 'machine', 'installation'));
alter table access_token add column made_with text;
create index access_token_made_with on access_token (made_with) where made_with is not null;

create table mandate (
  team_id text not null,
  token_id text not null,
  user_id text not null,
  agent text not null,
  actions text[] not null,
  -- Null where it is not limited to some, here and in the next two.
  projects text[],
  environments text[],
  -- [{integrationId, productId}], the last null for every product of the integration.
  products jsonb,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (team_id, token_id)
);
create index mandate_of_person on mandate (team_id, user_id);
