-- A mail that failed keeps its sealed letter for some days, and no longer than it is of use, so that it can
-- be sent again once what was wrong is mended.
alter table mail add column kept_until timestamptz;
alter table mail drop constraint mail_check;
alter table mail add constraint mail_sealed
  check ((sealed is not null) = (due_at is not null or kept_until is not null)) not valid;
alter table mail validate constraint mail_sealed;
create index mail_kept on mail (kept_until) where kept_until is not null;
create index mail_failed on mail (created_at desc, mail_id desc) where failed_at is not null;
