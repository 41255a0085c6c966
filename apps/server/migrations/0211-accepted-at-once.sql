-- How the first attempt went, where it was accepted and there is little to say of it: nearly all of them. As a row of
-- its own in `webhook_attempt` it took as much as all else that is written when a delivery ends, and half as much disk
-- as the delivery. The former version shows such a delivery without its attempt.
alter table webhook_delivery
  add column accepted_at timestamptz,
  add column accepted_status int,
  -- How long it took, in milliseconds.
  add column accepted_ms int,
  add column accepted_body text;
