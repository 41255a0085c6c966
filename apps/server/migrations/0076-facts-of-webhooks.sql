-- What webhooks say of an event beside what it says itself, as it was in the transaction of the event.
alter table webhook_outbox add column facts jsonb;
