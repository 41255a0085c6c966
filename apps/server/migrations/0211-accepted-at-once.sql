-- How the first attempt went, where it was accepted and there is little to say of it: nearly all of them. As a row of
-- its own in `webhook_attempt` each took an insert and an entry of an index when its delivery ended. The former version shows
-- such a delivery without its attempt.
alter table webhook_delivery
  add column accepted_at timestamptz,
  add column accepted_status int,
  -- How long it took, in milliseconds.
  add column accepted_ms int,
  add column accepted_body text;
