-- A variable may be for one branch of preview, and says how it is kept and by whom.
alter table variable
  add column git_branch text,
  add column type text not null default 'encrypted'
    check (type in ('system', 'encrypted', 'plain', 'sensitive')),
  add column visibility text check (visibility in ('config', 'secret')),
  add column comment text,
  add column created_by text,
  add column updated_by text;

-- The branch whose own version a deployment is pinned to; null where it is its environment's.
alter table deployment add column environment_branch text;
