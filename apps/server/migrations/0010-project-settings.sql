-- What clients of the protocol set on a project and ask back.
alter table project add column settings jsonb not null default '{}';
-- Null for a project that has not changed since it was made.
alter table project add column updated_at timestamptz;
