-- An acceptance that breaks off is gone on with by the host, and what it is held up by can be seen.
alter table transfer_request
  add column target_actor jsonb,
  -- When the host looks after an acceptance next, and how often it has been held up.
  add column due_at timestamptz,
  add column attempts int not null default 0,
  add column obstacle jsonb,
  add column ended_at timestamptz,
  -- When whoever asked to be called back is called next; the body that is sent, and what became of it.
  add column callback_due_at timestamptz,
  add column callback_body text,
  add column callback_attempts int not null default 0,
  add column callback_state text check (callback_state in ('waiting', 'delivered', 'parked'));
update transfer_request set due_at = now() where status = 'accepting';
update transfer_request set ended_at = least(now(), expires_at) where status = 'done';
create index transfer_request_due on transfer_request (due_at) where due_at is not null;
create index transfer_callback_due on transfer_request (callback_due_at)
  where callback_due_at is not null;

-- Why the provider will not give a part to the team that accepts.
alter table transfer_part add column refusal jsonb;
