-- each statement alone
-- `webhook_open` has what these two found. The former version finds the first of a line that waits in
-- the index that takes their place; once it is gone nobody needs that one.
drop index concurrently if exists webhook_delivery_subject;
create index concurrently webhook_delivery_subject on webhook_delivery
  (team_id, receiver_id, subject, position);
drop index concurrently if exists webhook_delivery_line;
drop index concurrently if exists webhook_delivery_not_delivered;
