-- What operators gave teams, and why. The amounts are in the ledger.
create table credit (
  team_id text not null,
  credit_id text not null,
  amount numeric not null check (amount > 0),
  reason text not null,
  granted_by text not null,
  granted_at timestamptz not null,
  primary key (team_id, credit_id)
);

-- What providers were paid, over all teams; the part of each team is in its ledger.
create table payout (
  payout_id text primary key,
  integration_id text not null references integration,
  amount numeric not null check (amount > 0),
  reference text not null,
  paid_by text not null,
  paid_at timestamptz not null
);
create index payout_newest on payout (paid_at desc);
