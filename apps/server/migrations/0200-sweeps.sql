-- each statement alone
-- What is old is looked for every few minutes, and moments that are due by a test clock every second: without
-- these, each look reads everything that there is.
drop index concurrently if exists idempotent_request_age;
create index concurrently idempotent_request_age on idempotent_request (created_at);
drop index concurrently if exists webhook_redelivery_ended;
create index concurrently webhook_redelivery_ended on webhook_redelivery (ended_at)
  where ended_at is not null;
drop index concurrently if exists reconciliation_finding_age;
create index concurrently reconciliation_finding_age on reconciliation_finding (found_at);
drop index concurrently if exists test_clock_newest;
create index concurrently test_clock_newest on test_clock (now);
