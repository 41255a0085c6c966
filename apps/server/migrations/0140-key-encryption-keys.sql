-- Under which key-encryption key data keys are wrapped, the newest last. The keys themselves are in the
-- keyring and never here.
create table key_encryption_key (
  key_id text primary key,
  wraps_since timestamptz not null
);
-- What each process of the host has in its keyring, said again and again while it lives: a key wraps only
-- once all of them can unwrap.
create table keyring_holder (
  process text primary key,
  name text not null,
  key_ids text[] not null,
  seen_at timestamptz not null
);
create index data_key_wrapping on data_key (key_encryption_key_id);
