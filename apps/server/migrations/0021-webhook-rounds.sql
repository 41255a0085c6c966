-- The attempts that were made before a delivery was last sent again by hand: waits grow from there.
alter table webhook_delivery add column attempts_before int not null default 0;
