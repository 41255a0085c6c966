-- The operator's share of what an integration bills, in percent, from a time on; none before the first.
create table commission_rate (
  integration_id text not null references integration,
  since timestamptz not null,
  rate numeric not null check (rate between 0 and 100),
  set_by text not null,
  primary key (integration_id, since)
);

-- How many invoices of a team were numbered in a year.
create table invoice_number (
  team_id text not null,
  year int not null,
  taken int not null,
  primary key (team_id, year)
);

alter table invoice
  add column number text,
  -- What held when the invoice was taken.
  add column commission_rate numeric not null default 0,
  add column commission numeric not null default 0.00,
  add column taxes jsonb not null default '[]',
  -- What is paid from the team's credits.
  add column credited numeric not null default 0.00;
create unique index invoice_numbered on invoice (team_id, number);
