-- An attempt is written by the statement that changes its delivery and holds it until then: to look the
-- delivery up once more, by its id, and to hold it once more would take as long as writing the attempt.
-- That attempts go with their delivery stays as it was.
create function attempts_go_along() returns trigger language plpgsql as $$
begin
  delete from webhook_attempt
  where team_id = old.team_id and receiver_id = old.receiver_id and delivery_id = old.delivery_id;
  return null;
end $$;
create trigger webhook_delivery_gone after delete on webhook_delivery for each row
  execute function attempts_go_along();
alter table webhook_attempt
  drop constraint webhook_attempt_team_id_receiver_id_delivery_id_fkey;
