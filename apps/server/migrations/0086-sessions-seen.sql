-- When a session was used last, within some minutes, so that people recognise their own.
alter table people."session" add column "lastSeenAt" timestamptz;
