-- An installation that has become another team's leaves a row with the former one, for its history.
alter table installation add column transferred_at timestamptz;

-- Teams that had an installation before the one that has it now: its provider reads and refunds the
-- invoices that it has sent them, and bills nothing twice.
create table former_installation (
  installation_id text not null,
  team_id text not null,
  until timestamptz not null,
  primary key (installation_id, team_id)
);
