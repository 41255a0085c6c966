-- What teams buy under prepayments. The invoice of a purchase is its name.
create table purchase (
  team_id text not null,
  invoice_id text not null,
  installation_id text not null,
  -- Of the resource; empty for the installation as a whole.
  resource_id text not null default '',
  billing_plan_id text not null,
  amount numeric not null check (amount > 0),
  origin text not null check (origin in ('manual', 'automatic')),
  actor jsonb not null,
  state text not null check (state in
    ('open', 'paid', 'crediting', 'credited', 'refused', 'unclear', 'cancelled')),
  attempts int not null,
  -- When the provider is told, while it is paid; null is at once.
  retry_at timestamptz,
  caller_key text,
  trace_id text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (team_id, invoice_id),
  foreign key (team_id, invoice_id) references invoice,
  foreign key (team_id, installation_id) references installation
);
create unique index purchase_caller_key on purchase (team_id, caller_key)
  where caller_key is not null;
create index purchase_newest on purchase (team_id, installation_id, invoice_id desc);
create index purchase_automatic on purchase (team_id, installation_id, resource_id, created_at)
  where origin = 'automatic';
create index purchase_to_credit on purchase (retry_at) where state = 'paid';

-- Where each threshold stands: whether the next fall of the balance counts, why nothing is bought any
-- more until it is set again, and until when the most of a month is reached.
alter table balance_threshold
  add column is_armed boolean not null default true,
  add column stopped_for text,
  add column held_until timestamptz;
