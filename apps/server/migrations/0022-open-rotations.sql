-- Rotations whose secrets are still awaited, to tell which of them are late.
create index resource_rotation_open on resource (team_id, resource_id)
  where secret_rotation ->> 'state' = 'running';
