-- What teams pay with, as the payment back end tells of it. Nothing here can be charged without its keys.
create table payment_method (
  team_id text not null,
  payment_method_id text not null,
  back_end text not null,
  -- What the back end calls it, and the team.
  reference text not null,
  customer text,
  kind text not null,
  label text not null,
  expires text,
  is_default boolean not null,
  created_at timestamptz not null,
  -- Kept, because payments name it.
  removed_at timestamptz,
  primary key (team_id, payment_method_id)
);
create unique index payment_method_default on payment_method (team_id)
  where is_default and removed_at is null;
create unique index payment_method_reference on payment_method (team_id, back_end, reference)
  where removed_at is null;

-- Where an installation is not paid for by the default of its team.
create table installation_payment_method (
  team_id text not null,
  installation_id text not null,
  payment_method_id text not null,
  primary key (team_id, installation_id),
  foreign key (team_id, installation_id) references installation,
  foreign key (team_id, payment_method_id) references payment_method
);

-- Every try to move money, written before the back end is called.
create table payment (
  team_id text not null,
  payment_id text not null,
  kind text not null check (kind in ('charge', 'refund', 'authorisation')),
  status text not null check (status in ('running', 'pending', 'succeeded', 'failed')),
  installation_id text not null,
  invoice_id text,
  payment_method_id text,
  back_end text not null,
  amount numeric not null check (amount > 0),
  reference text,
  refund_of text,
  decline jsonb,
  dispute text check (dispute in ('open', 'won', 'lost')),
  actor jsonb not null,
  tries int not null,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (team_id, payment_id),
  foreign key (team_id, installation_id) references installation,
  foreign key (team_id, invoice_id) references invoice,
  foreign key (team_id, payment_method_id) references payment_method,
  foreign key (team_id, refund_of) references payment
);
-- Money of an invoice moves one way at a time.
create unique index payment_one_under_way on payment (team_id, invoice_id)
  where status in ('running', 'pending');
create index payment_of_invoice on payment (team_id, invoice_id, payment_id desc);

-- Which team a payment is of: back ends know it by its id alone.
create table payment_route (
  payment_id text primary key,
  team_id text not null
);

-- Payments that have not ended, and when they are taken up. Nobody does while they are leased.
create table payment_queue (
  payment_id text primary key,
  team_id text not null,
  due_at timestamptz not null,
  leased_until timestamptz
);
create index payment_queue_due on payment_queue (due_at);

create index invoice_to_charge on invoice (state, first_failed_at)
  where state in ('invoiced', 'notpaid') and not is_test;

-- The books of the test back end: what a bank would know. It is outside the host, and keyed as a bank is.
create table test_bank_entry (
  key text primary key,
  kind text not null,
  method text,
  amount numeric not null,
  status text not null,
  decline jsonb,
  -- How often it was asked what became of it.
  asked int not null default 0,
  -- The entry that a refund pays back.
  refund_of text references test_bank_entry
);
create index test_bank_entry_of_method on test_bank_entry (method, kind);
