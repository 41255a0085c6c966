-- What an authorisation is for, and who asked for it: a repeat with the same key holds nothing again.
alter table payment
  add column billing_plan_id text,
  add column caller_key text;
create unique index payment_authorised_once on payment (team_id, caller_key)
  where kind = 'authorisation' and status <> 'failed';
create index payment_authorising on payment (team_id, installation_id, billing_plan_id)
  where kind = 'authorisation' and status in ('running', 'pending');
create index payment_of_installation on payment (team_id, installation_id, payment_id desc);
