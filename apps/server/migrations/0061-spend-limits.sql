-- What a team wants to spend at most in a month of its time.
create table spend_limit (
  team_id text not null,
  kind text not null check (kind in ('team', 'project', 'installation', 'resource')),
  -- What it limits; empty for the team.
  subject_id text not null,
  amount numeric not null check (amount >= 0),
  -- Whether nothing more is bought once it is reached.
  is_hard boolean not null,
  -- Parts of the amount, in per cent, of which the team is told.
  warn_at int[] not null,
  updated_at timestamptz not null,
  primary key (team_id, kind, subject_id)
);

-- Of what the team was told already, once for each month.
create table spend_warning (
  team_id text not null,
  kind text not null,
  subject_id text not null,
  month timestamptz not null,
  share int not null,
  noted_at timestamptz not null,
  primary key (team_id, kind, subject_id, month, share),
  foreign key (team_id, kind, subject_id) references spend_limit on delete cascade
);

create index invoice_of_month on invoice (team_id, invoice_date) where not is_test;
create index billing_report_of_period on billing_report (team_id, period_end);
