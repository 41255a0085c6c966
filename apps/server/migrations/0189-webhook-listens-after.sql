-- The place in its team's log after which a webhook hears; null for those from before, which hear of all.
alter table webhook add column listens_after bigint;
