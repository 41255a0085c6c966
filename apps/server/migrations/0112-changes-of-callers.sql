-- Every process remembers for a moment whom it recognised. Whatever ends or changes that is told to all of
-- them when it is committed, from wherever it was done.
create function tell_that_callers_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('kontor_callers_changed', '');
  return null;
end
$$;

create trigger token_ended after update on access_token for each row
  when (old.revoked_at is distinct from new.revoked_at or old.expires_at is distinct from new.expires_at
    or old."grant" is distinct from new."grant")
  execute function tell_that_callers_changed();
create trigger token_deleted after delete on access_token for each row
  execute function tell_that_callers_changed();
create trigger service_token_ended after update on service_token for each row
  when (old.revoked_at is distinct from new.revoked_at or old.expires_at is distinct from new.expires_at
    or old.scopes is distinct from new.scopes)
  execute function tell_that_callers_changed();
create trigger service_ended after update on service for each row
  when (old.removed_at is distinct from new.removed_at)
  execute function tell_that_callers_changed();

create trigger session_ended after delete on people."session" for each row
  execute function tell_that_callers_changed();
create trigger person_deleted after delete on people."user" for each row
  execute function tell_that_callers_changed();
create trigger members_changed after insert or update or delete on people."member" for each row
  execute function tell_that_callers_changed();
create trigger operators_changed after insert or delete on people.operator for each row
  execute function tell_that_callers_changed();
create trigger team_changed after update or delete on people."organization" for each row
  execute function tell_that_callers_changed();

create trigger installation_ended after update on installation for each row
  when (old.finalized_at is distinct from new.finalized_at or old.scopes is distinct from new.scopes
    or old.projects is distinct from new.projects)
  execute function tell_that_callers_changed();
create trigger linked_account_changed after insert or update or delete on linked_account for each row
  execute function tell_that_callers_changed();
create trigger api_scopes_changed after update on integration for each row
  when (old.api_scopes is distinct from new.api_scopes)
  execute function tell_that_callers_changed();
create trigger test_clock_moved after insert or update or delete on test_clock for each row
  execute function tell_that_callers_changed();
