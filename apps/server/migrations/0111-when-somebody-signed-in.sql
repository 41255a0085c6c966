-- When the person of a sign-on signed in at the host; null where the flow does not tell.
alter table sso_grant add column signed_in_at timestamptz;
