-- The books: what happened to money, on both sides. Rows are added and never changed.
create table ledger_entry (
  team_id text not null,
  entry_id text not null,
  -- In the order of posting, over all teams.
  number bigint generated always as identity,
  kind text not null,
  -- The team's own time.
  at timestamptz not null,
  posted_at timestamptz not null default now(),
  -- What it is about: an invoice, a payment, a credit, a payout or a dispute.
  subject_kind text not null,
  subject_id text not null,
  primary key (team_id, entry_id)
);
create index ledger_entry_of on ledger_entry (team_id, subject_kind, subject_id);
create index ledger_entry_at on ledger_entry (at);

create table ledger_line (
  team_id text not null,
  entry_id text not null,
  line int not null,
  account_kind text not null,
  -- Whose: an installation, an integration, a payment back end, a tax; empty where there is one only.
  account_of text not null,
  -- More than nothing is a debit, less a credit.
  amount numeric not null check (amount <> 0),
  primary key (team_id, entry_id, line),
  foreign key (team_id, entry_id) references ledger_entry
);
create index ledger_line_of_account on ledger_line (team_id, account_kind, account_of) include (amount);
create index ledger_line_by_account on ledger_line (account_kind, account_of);

create function ledger_stays() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is only added to: % of % is refused', lower(tg_op), tg_table_name
    using errcode = 'restrict_violation';
end $$;
create trigger ledger_entry_stays before update or delete on ledger_entry
  for each row execute function ledger_stays();
create trigger ledger_line_stays before update or delete on ledger_line
  for each row execute function ledger_stays();
create trigger ledger_entry_whole before truncate on ledger_entry
  for each statement execute function ledger_stays();
create trigger ledger_line_whole before truncate on ledger_line
  for each statement execute function ledger_stays();

create function ledger_balances() returns trigger language plpgsql as $$
declare
  off numeric;
begin
  select sum(amount) into off from ledger_line
    where team_id = new.team_id and entry_id = new.entry_id;
  if off is distinct from 0 then
    raise exception 'the ledger entry % does not sum to nothing, but to %', new.entry_id,
      coalesce(off::text, 'no lines') using errcode = 'check_violation', constraint = 'ledger_balances';
  end if;
  return null;
end $$;
-- At the end of the transaction, for an entry and again for each line, so that none is added later.
create constraint trigger ledger_entry_balances after insert on ledger_entry
  deferrable initially deferred for each row execute function ledger_balances();
create constraint trigger ledger_line_balances after insert on ledger_line
  deferrable initially deferred for each row execute function ledger_balances();

alter table invoice add column paid_with text;

-- What was billed before there were books, as it stands.
with standing as (
  select v.team_id, v.invoice_id, v.installation_id, i.integration_id, v.updated_at, v.paid_at,
    v.is_waived, v.total - v.refund_total as kept,
    'led_' || lpad(row_number() over (order by v.created_at, v.invoice_id)::text, 24, '0') as entry_id
  from invoice v
  join installation i on i.team_id = v.team_id and i.installation_id = v.installation_id
  where not v.is_test and v.state <> 'scheduled' and v.total <> v.refund_total
), entry as (
  insert into ledger_entry (team_id, entry_id, kind, at, subject_kind, subject_id)
  select team_id, entry_id, 'invoice.opening', updated_at, 'invoice', invoice_id
  from standing order by entry_id
)
insert into ledger_line (team_id, entry_id, line, account_kind, account_of, amount)
select team_id, entry_id, 1,
  case when paid_at is null then 'receivable' when is_waived then 'waived' else 'cash' end,
  case when paid_at is null then installation_id when is_waived then integration_id else 'manual' end,
  kept
from standing
union all
select team_id, entry_id, 2, case when paid_at is null then 'deferred' else 'payable' end,
  integration_id, -kept
from standing;
update invoice set paid_with = 'manual' where paid_at is not null and not is_waived and not is_test;
