-- Where the first delivery of a line stands, as long as it is the only one: which nearly all are. Who claims it
-- looks for it in no index then. Lines of the former version do not say it, and it may be wrong of one
-- that has grown, or was restored from a backup: what stands there is compared, and looked for otherwise.
alter table webhook_line
  add column first_position bigint,
  add column first_delivery_at tid,
  add column first_open_at tid;
