-- A personal token may be limited to one team (team_id) and to projects of it ("grant"), and may have
-- been made for its person by a platform's service.
alter table access_token add column service_id text;
