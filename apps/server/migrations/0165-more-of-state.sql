-- Plans make environments and shared variables too, and link those to projects.
alter table state_made drop constraint state_made_kind_check;
alter table state_made add constraint state_made_kind check
  (kind in ('resources', 'connections', 'variables', 'environments', 'shared', 'links')) not valid;
alter table state_made validate constraint state_made_kind;
