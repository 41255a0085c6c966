-- When the attempt began whose end is waited for: it is written down as a whole when it is over.
alter table webhook_line add column begun_at timestamptz;
