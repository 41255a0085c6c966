-- Who sells, as the operator has configured it; the newest holds, and former ones stay.
create table seller (
  seller_id bigint generated always as identity primary key,
  details jsonb not null,
  noted_at timestamptz not null
);

-- Whom a team wants its invoices addressed to.
create table billing_details (
  team_id text primary key,
  details jsonb not null,
  updated_at timestamptz not null
);

-- Who an invoice is from, to and about, as they were when it was sent.
create table invoice_parties (
  team_id text not null,
  invoice_id text not null,
  -- Null for those that were sent before anybody was noted: the present seller stands for it.
  seller jsonb,
  buyer jsonb not null,
  provider jsonb not null,
  sent_at timestamptz not null,
  primary key (team_id, invoice_id),
  foreign key (team_id, invoice_id) references invoice
);

-- What was given back of an invoice, each time.
create table credit_note (
  team_id text not null,
  invoice_id text not null,
  position int not null,
  amount numeric not null,
  reason text,
  issued_at timestamptz not null,
  primary key (team_id, invoice_id, position),
  foreign key (team_id, invoice_id) references invoice
);

insert into invoice_parties (team_id, invoice_id, buyer, provider, sent_at)
select v.team_id, v.invoice_id, jsonb_build_object('name', t."name"),
  jsonb_build_object('name', g.name, 'developer', g.developer), v.created_at
from invoice v
join people."organization" t on t."id" = v.team_id
join installation i on i.team_id = v.team_id and i.installation_id = v.installation_id
join integration g on g.integration_id = i.integration_id
where not v.is_test and not v.is_waived and v.state <> 'scheduled';

insert into credit_note (team_id, invoice_id, position, amount, reason, issued_at)
select team_id, invoice_id, 1, refund_total, refund_reason, coalesce(refunded_at, updated_at)
from invoice where not is_test and not is_waived and refund_total > 0;
