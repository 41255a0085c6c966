-- Mail that is to be sent, and for a while what became of it. A letter may hold a link that lets somebody
-- in, so it is sealed, and gone as soon as nobody will send it any more.
create table mail (
  mail_id text primary key,
  kind text not null,
  -- what it is about, such as the id of an invitation
  about text not null,
  recipient text not null,
  sealed bytea,
  created_at timestamptz not null,
  -- after that it is of no use to anybody
  useless_at timestamptz not null,
  -- when it is tried next; null once it has ended. While it is being sent, when another process may
  due_at timestamptz,
  attempts integer not null default 0,
  sent_at timestamptz,
  failed_at timestamptz,
  failure text,
  check ((sealed is null) = (due_at is null))
);
create index mail_due on mail (due_at) where due_at is not null;
create index mail_about on mail (about);
create index mail_age on mail (created_at);
