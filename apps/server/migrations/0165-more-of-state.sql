-- Plans make environments and shared variables too, and link those to projects.
alter table state_made drop constraint state_made_kind_check;
alter table state_made add constraint state_made_kind_check check
  (kind in ('resources', 'connections', 'variables', 'environments', 'shared', 'links'));
