-- What the test bank says of a dispute of a charge, and what of it the host was told.
alter table test_bank_entry
  add column dispute text check (dispute in ('open', 'won', 'lost')),
  add column dispute_told text check (dispute_told in ('open', 'won', 'lost'));
create index test_bank_dispute_untold on test_bank_entry (key) where dispute is distinct from dispute_told;

-- Disputes of all teams, newest charge first.
create index payment_disputed on payment (payment_id desc) where dispute is not null;
