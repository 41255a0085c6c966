-- A code hands over a project, a resource without its projects, or a whole installation. Whoever made it
-- finds it again, and takes it back while nobody has begun to accept it.
alter table transfer_request
  alter column project_id drop not null,
  add column transfer_id text,
  add column kind text not null default 'project',
  add column resource_id text,
  add column installation_id text,
  -- What the team called it when the code was made.
  add column name text not null default '',
  -- Whether the projects that do not go along lose what they were connected to.
  add column disconnects boolean not null default false,
  drop constraint transfer_request_status_check;
update transfer_request t set transfer_id = 'xfr_' || substr(encode(code_hash, 'hex'), 1, 24),
  name = coalesce((select p.name from project p where p.team_id = coalesce(
    case when t.status = 'done' then t.target_team_id end, t.source_team_id)
    and p.project_id = t.project_id), '');
alter table transfer_request
  alter column transfer_id set not null,
  alter column kind drop default,
  alter column name drop default,
  add constraint transfer_request_status_check
    check (status in ('open', 'accepting', 'done', 'withdrawn', 'declined')),
  add constraint transfer_request_subject_check check (case kind
    when 'project' then project_id is not null and resource_id is null and installation_id is null
    when 'resource' then project_id is null and resource_id is not null and installation_id is null
    when 'installation' then project_id is null and resource_id is null and installation_id is not null
    else false end);
create unique index transfer_request_of_team on transfer_request (source_team_id, transfer_id);
